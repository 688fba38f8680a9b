import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { requireSpace } from './disk-space.ts';

describe('requireSpace', () => {
  it('passes where there is room', () => {
    expect(() => {
      requireSpace({ folder: tmpdir(), free: () => 201 * 1024 * 1024 });
    }).not.toThrow();
  });

  it('says how much is left, how much is needed and what to do', () => {
    expect(() => {
      requireSpace({ folder: tmpdir(), free: () => 3 * 1024 * 1024 });
    }).toThrow(/has 3 MiB left; the stack needs 200 MiB. Make room/);
  });
});
