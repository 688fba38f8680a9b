import type { Database } from './database.js';

/** What the first request with a key asked and was answered. */
interface RememberedCreate {
  bodyDigest: string;
  taskId: string;
  /** The body of the original reply, as text. */
  reply: string;
}

/** Idempotency keys, per account (API key). */
export interface IdempotencyStore {
  find(account: string, key: string, now: number): RememberedCreate | null;
  remember(account: string, key: string, create: RememberedCreate & { now: number }): void;
}

/** @param ttlMs how long a key is honoured */
export function createIdempotencyStore(database: Database, ttlMs: number): IdempotencyStore {
  const find = database.sql.prepare(
    'SELECT * FROM idempotency_keys WHERE account = ? AND key = ? AND created_at > ?',
  );
  const insert = database.sql.prepare(
    `INSERT OR REPLACE INTO idempotency_keys (account, key, body_digest, task_id, reply, created_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const expire = database.sql.prepare('DELETE FROM idempotency_keys WHERE created_at <= ?');
  return {
    find: (account, key, now) => {
      const row = find.get(account, key, now - ttlMs);
      if (!row) return null;
      return {
        bodyDigest: String(row['body_digest']),
        taskId: String(row['task_id']),
        reply: String(row['reply']),
      };
    },
    remember: (account, key, { bodyDigest, taskId, reply, now }) => {
      database.write(() => {
        expire.run(now - ttlMs);
        insert.run(account, key, bodyDigest, taskId, reply, now);
      });
    },
  };
}
