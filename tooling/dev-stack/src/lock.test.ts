import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockOwner, tryLock } from './lock.ts';
import { identityOf } from './process-identity.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const path = (): string => join(folder, 'a.lock');

function take(purpose: string): () => void {
  const lock = tryLock(path(), purpose);
  if ('owner' in lock) throw new Error(`held by ${lock.owner.pid}`);
  return lock.release;
}

describe('tryLock', () => {
  it('gives the lock once and names its owner to the next', () => {
    take('up');
    expect(tryLock(path(), 'demo')).toEqual({ owner: { ...identityOf(process.pid), purpose: 'up' } });
    expect(lockOwner(path())?.purpose).toBe('up');
  });

  it('gives it again once it is released, and leaves nothing beside it', () => {
    take('up')();
    expect(lockOwner(path())).toBeUndefined();
    take('demo');
    expect(readdirSync(folder)).toEqual(['a.lock']);
  });

  it('takes it from a process that is dead', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const identity = identityOf(child.pid ?? 0);
    writeFileSync(path(), JSON.stringify({ ...identity, purpose: 'up' }));
    expect(lockOwner(path())?.pid).toBe(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    take('demo');
    expect(lockOwner(path())).toMatchObject({ pid: process.pid, purpose: 'demo' });
  });

  it('takes it from a living process that only has the id of the owner', () => {
    writeFileSync(path(), JSON.stringify({ pid: process.pid, startedAt: 'long ago', purpose: 'up' }));
    take('demo');
    expect(lockOwner(path())?.purpose).toBe('demo');
  });

  it('takes it when the file is no lock at all', () => {
    writeFileSync(path(), 'not JSON');
    take('demo');
    expect(lockOwner(path())?.purpose).toBe('demo');
  });

  it("leaves another one's lock alone when it is released late", () => {
    const release = take('up');
    writeFileSync(path(), JSON.stringify({ pid: 1, startedAt: 'x', purpose: 'other' }));
    release();
    expect(readdirSync(folder)).toEqual(['a.lock']);
  });
});
