import type { Database } from './database.js';

/** What a delivery says: the truth, a claim nobody made, or a state that has passed. */
export type WebhookVariant = 'real' | 'forged' | 'stale';

export interface WebhookDelivery {
  seq: number;
  taskId: string;
  url: string;
  variant: WebhookVariant;
  /** Attempts made so far. */
  attempts: number;
}

/** Deliveries that are still to be made; they survive a restart. */
export interface WebhookStore {
  add(delivery: { taskId: string; url: string; variant: WebhookVariant; at: number }): void;
  /** Those that are due, the longest due first. */
  due(now: number, limit: number): WebhookDelivery[];
  /** When the next is due; null if none is waiting. */
  nextAt(): number | null;
  /** Removes one that was taken or given up. */
  remove(seq: number): void;
  postpone(seq: number, attempts: number, nextAt: number): void;
  count(): number;
}

export function createWebhookStore(database: Database): WebhookStore {
  const { sql } = database;
  const insert = sql.prepare('INSERT INTO webhooks (task_id, url, variant, next_at) VALUES (?, ?, ?, ?)');
  const due = sql.prepare(
    `SELECT seq, task_id, url, variant, attempts FROM webhooks
     WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, seq LIMIT ?`,
  );
  const next = sql.prepare('SELECT min(next_at) AS at FROM webhooks WHERE next_at IS NOT NULL');
  const remove = sql.prepare('DELETE FROM webhooks WHERE seq = ?');
  const postpone = sql.prepare('UPDATE webhooks SET attempts = ?, next_at = ? WHERE seq = ?');
  const count = sql.prepare('SELECT count(*) AS n FROM webhooks');
  return {
    add: ({ taskId, url, variant, at }) => {
      database.write(() => insert.run(taskId, url, variant, at));
    },
    due: (now, limit) =>
      due.all(now, limit).map((row) => ({
        seq: Number(row['seq']),
        taskId: String(row['task_id']),
        url: String(row['url']),
        variant: row['variant'] as WebhookVariant,
        attempts: Number(row['attempts']),
      })),
    nextAt: () => {
      const at = next.get()?.['at'];
      return typeof at === 'number' ? at : null;
    },
    remove: (seq) => {
      database.write(() => remove.run(seq));
    },
    postpone: (seq, attempts, nextAt) => {
      database.write(() => postpone.run(attempts, nextAt, seq));
    },
    count: () => Number(count.get()?.['n']),
  };
}
