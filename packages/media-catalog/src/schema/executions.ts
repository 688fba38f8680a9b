import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { time } from './columns.js';

export const activityExecutions = pgTable(
  'activity_executions',
  {
    runId: text('run_id').notNull(),
    /** Of `ActivityTaskScheduled`. */
    scheduledEventId: bigint('scheduled_event_id', { mode: 'number' }).notNull(),
    workflowId: text('workflow_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    activityId: text('activity_id').notNull(),
    type: text('type').notNull(),
    state: text('state').notNull(),
    input: jsonb('input'),
    output: jsonb('output'),
    attempts: integer('attempts'),
    failure: jsonb('failure').$type<{ type?: string; message: string }>(),
    worker: text('worker'),
    scheduledAt: time('scheduled_at').notNull(),
    startedAt: time('started_at'),
    closedAt: time('closed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.scheduledEventId] }),
    index('activity_executions_order').on(
      table.tenantId,
      table.workflowId,
      table.scheduledAt,
      table.runId,
      table.scheduledEventId,
    ),
  ],
);

export const events = pgTable(
  'events',
  {
    resourceId: text('resource_id').notNull(),
    /** From 1 without gaps. */
    seq: integer('seq').notNull(),
    tenantId: text('tenant_id').notNull(),
    type: text('type').notNull(),
    data: jsonb('data').notNull(),
    at: time('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.resourceId, table.seq] })],
);
