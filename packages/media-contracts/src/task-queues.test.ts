import { describe, expect, it } from 'vitest';
import { roleTaskQueue } from './task-queues.js';

describe('roleTaskQueue', () => {
  it('keeps the base for workflows and derives the others from it', () => {
    expect(roleTaskQueue('acme', 'workflows')).toBe('acme');
    expect(roleTaskQueue('acme', 'remote')).toBe('acme-remote');
    expect(roleTaskQueue('acme', 'check')).toBe('acme-check');
  });
});
