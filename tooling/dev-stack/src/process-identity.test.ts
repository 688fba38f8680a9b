import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { commandLineOf, identityOf, isAlive } from './process-identity.ts';

describe('identityOf', () => {
  it('names this process the same way every time', () => {
    expect(identityOf(process.pid)).toEqual(identityOf(process.pid));
    expect(identityOf(process.pid)?.startedAt).toMatch(/\S/);
  });

  it('is undefined for a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(identityOf(child.pid ?? 0)).toBeUndefined();
  });
});

describe('isAlive', () => {
  it('takes another process with the same id for a stranger', () => {
    const self = identityOf(process.pid);
    expect(self !== undefined && isAlive(self)).toBe(true);
    expect(isAlive({ pid: process.pid, startedAt: 'another time' })).toBe(false);
  });
});

describe('commandLineOf', () => {
  it('says what a process runs', () => {
    expect(commandLineOf(process.pid)).toContain('node');
  });
});
