import type {
  BatchCounts,
  BatchSettings,
  BatchStatus,
  MediaPipelineInput,
  MediaPipelineResult,
} from '@org/media-contracts';
import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { time } from './columns.js';

type Problem = { readonly type: string; readonly message: string };

/** What pipelines and batches have alike. No foreign key to tenants: a projection must not fail because a row is late. */
const resource = {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  keyId: text('key_id'),
  /** Of the run that was last read. */
  runId: text('run_id').notNull(),
  /** Number of the newest row in `events`. */
  eventSeq: integer('event_seq').notNull(),
  state: text('state').notNull(),
  redriveOf: text('redrive_of'),
  metadata: jsonb('metadata').$type<Record<string, string>>(),
  requestId: text('request_id'),
  error: jsonb('error').$type<Problem>(),
  createdAt: time('created_at').notNull(),
  closedAt: time('closed_at'),
  updatedAt: time('updated_at').notNull(),
};

export const pipelines = pgTable(
  'pipelines',
  {
    ...resource,
    input: jsonb('input').$type<MediaPipelineInput>().notNull(),
    assetId: text('asset_id'),
    batchId: text('batch_id'),
    result: jsonb('result').$type<MediaPipelineResult>(),
    waitingFor: text('waiting_for'),
  },
  (table) => [
    index('pipelines_newest').on(table.tenantId, table.createdAt, table.id),
    index('pipelines_state').on(table.tenantId, table.state, table.createdAt, table.id),
    index('pipelines_batch').on(table.tenantId, table.batchId, table.createdAt, table.id),
    index('pipelines_open').on(table.tenantId, table.keyId, table.closedAt),
    index('pipelines_closed').on(table.closedAt),
    index('pipelines_redrives')
      .on(table.redriveOf)
      .where(sql`redrive_of is not null`),
  ],
);

export const stages = pgTable(
  'stages',
  {
    pipelineId: text('pipeline_id')
      .notNull()
      .references(() => pipelines.id, { onDelete: 'cascade' }),
    stage: text('stage').notNull(),
    state: text('state').notNull(),
    generation: integer('generation'),
    remoteId: text('remote_id'),
    outputUrl: text('output_url'),
    startedAt: time('started_at'),
    endedAt: time('ended_at'),
    error: jsonb('error').$type<Problem>(),
  },
  (table) => [primaryKey({ columns: [table.pipelineId, table.stage] })],
);

export const batches = pgTable(
  'batches',
  {
    ...resource,
    firstRunId: text('first_run_id').notNull(),
    settings: jsonb('settings').$type<BatchSettings>(),
    counts: jsonb('counts').$type<BatchCounts>(),
    /** Items that have not ended; what a key has queued is a sum over it. */
    openItems: integer('open_items').notNull(),
    status: jsonb('status').$type<BatchStatus>(),
    statusAt: time('status_at'),
    manifest: jsonb('manifest').$type<{ key: string; sha256: string }>(),
  },
  (table) => [
    index('batches_newest').on(table.tenantId, table.createdAt, table.id),
    index('batches_state').on(table.tenantId, table.state, table.createdAt, table.id),
    index('batches_open').on(table.tenantId, table.keyId, table.closedAt),
    index('batches_closed').on(table.closedAt),
    index('batches_redrives')
      .on(table.redriveOf)
      .where(sql`redrive_of is not null`),
  ],
);

/** Items that a batch has begun. Those that it has not are in its plan, and lines that are none in its manifest. */
export const batchItems = pgTable(
  'batch_items',
  {
    batchId: text('batch_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    /** Position in the list, from 0. */
    index: integer('index').notNull(),
    state: text('state').notNull(),
    kind: text('kind').notNull(),
    /** In the list, from 1. */
    line: integer('line'),
    itemId: text('item_id'),
    url: text('url'),
    remoteId: text('remote_id'),
    outputUrl: text('output_url'),
    pipelineId: text('pipeline_id'),
    error: jsonb('error').$type<Problem>(),
    startedAt: time('started_at'),
    endedAt: time('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.index] }),
    index('batch_items_state').on(table.batchId, table.state, table.index),
  ],
);

/** How far the history of each run was read: a write that does not go on from there changes nothing. */
export const workflowRuns = pgTable(
  'workflow_runs',
  {
    runId: text('run_id').primaryKey(),
    kind: text('kind').notNull(),
    workflowId: text('workflow_id').notNull(),
    lastEventId: bigint('last_event_id', { mode: 'number' }).notNull(),
    ended: boolean('ended').notNull(),
  },
  (table) => [
    index('workflow_runs_workflow').on(table.workflowId),
    index('workflow_runs_open')
      .on(table.runId)
      .where(sql`not ended`),
  ],
);
