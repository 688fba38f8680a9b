import { DatabaseSync } from 'node:sqlite';

/** Another process holds the lock for microseconds; only a frozen one can use this up. In ms. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Runs `action` while no other process or thread runs one for the same lock file.
 * The lock is SQLite's: the kernel releases it when its process dies, so a crash never leaves it held,
 * which a lock file of our own could not promise. `action` is synchronous so that it stays short.
 */
export function exclusively<T>(lockFile: string, action: () => T): T {
  const lock = new DatabaseSync(lockFile, { timeout: LOCK_TIMEOUT_MS });
  try {
    lock.exec('BEGIN IMMEDIATE');
    return action();
  } finally {
    lock.close();
  }
}
