import { resolve } from 'node:path';
import { lockOwner, tryLock, type LockOwner } from './lock.ts';
import { stackHome } from './paths.ts';

const FILE = resolve(stackHome, 'stack.lock');

/** Held by whoever runs the stack or deletes its data: `up`, `demo` or `clean`. */
export function lockStack(purpose: string): ReturnType<typeof tryLock> {
  return tryLock(FILE, purpose);
}

export function stackOwner(): LockOwner | undefined {
  return lockOwner(FILE);
}
