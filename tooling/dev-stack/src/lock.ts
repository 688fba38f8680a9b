import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';

export interface LockOwner extends ProcessIdentity {
  /** What it holds the lock for, e.g. `up`. */
  readonly purpose: string;
}

/**
 * Takes the lock file for this process, or says who holds it. A dead process holds nothing.
 * It is released by `release`, and by the death of this process.
 */
export function tryLock(path: string, purpose: string): { release: () => void } | { owner: LockOwner } {
  const self = identityOf(process.pid);
  if (self === undefined)
    throw new Error(`The start time of process ${process.pid} cannot be read: neither /proc nor ps answers.`);
  const mine = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(mine, JSON.stringify({ ...self, purpose } satisfies LockOwner));
  try {
    for (;;) {
      if (link(mine, path))
        return {
          release: () => {
            release(path, self);
          },
        };
      const owner = readOwner(path);
      if (owner !== undefined && isAlive(owner)) return { owner };
      clearDead(path, owner);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Who holds the lock, if anyone alive does. */
export function lockOwner(path: string): LockOwner | undefined {
  const owner = readOwner(path);
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path: string): LockOwner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockOwner;
  } catch {
    return undefined;
  }
}

/**
 * Renamed before it goes: of two processes that find an owner dead, one gets the file and the other
 * sees that it took somebody's new lock, and puts it back.
 */
function clearDead(path: string, dead: LockOwner | undefined): void {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = readOwner(aside);
  if (taken?.pid !== dead?.pid || taken?.startedAt !== dead?.startedAt) link(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, self: ProcessIdentity): void {
  const owner = readOwner(path);
  if (owner?.pid === self.pid && owner.startedAt === self.startedAt) rmSync(path, { force: true });
}
