import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { time } from './columns.js';

export const callbacks = pgTable(
  'callbacks',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    resourceKind: text('resource_kind').notNull(),
    resourceId: text('resource_id').notNull(),
    event: text('event').notNull(),
    url: text('url').notNull(),
    payload: text('payload').notNull(),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: time('next_attempt_at'),
    replays: integer('replays').notNull(),
    createdAt: time('created_at').notNull(),
    deliveredAt: time('delivered_at'),
  },
  (table) => [
    index('callbacks_newest').on(table.tenantId, table.createdAt, table.id),
    index('callbacks_resource').on(table.resourceId),
    index('callbacks_pending')
      .on(table.createdAt)
      .where(sql`state = 'pending'`),
  ],
);

export const callbackAttempts = pgTable(
  'callback_attempts',
  {
    callbackId: text('callback_id')
      .notNull()
      .references(() => callbacks.id, { onDelete: 'cascade' }),
    replay: integer('replay').notNull(),
    attempt: integer('attempt').notNull(),
    at: time('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    status: integer('status'),
    error: text('error'),
  },
  (table) => [primaryKey({ columns: [table.callbackId, table.replay, table.attempt] })],
);
