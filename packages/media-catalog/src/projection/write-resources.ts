import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { BatchRow } from '../ports/batch.js';
import type { PipelineRow } from '../ports/pipeline.js';
import type { Database } from '../database.js';
import { batches, pipelines, stages } from '../schema/resources.js';
import type { Transaction } from './save-updates.js';
import { upsert } from './write-rows.js';

/** A row was written, and its newest event has this number. */
export interface Written {
  readonly id: string;
  readonly eventSeq: number;
}

type Executor = Pick<Database, 'insert'>;

export async function insertPipelines(db: Executor, rows: readonly PipelineRow[]): Promise<void> {
  const values = rows.map((row) => pipelineValues(row, 0));
  const inserted = await db
    .insert(pipelines)
    .values(values)
    .onConflictDoNothing()
    .returning({ id: pipelines.id });
  const fresh = new Set(inserted.map(({ id }) => id));
  const own = rows.filter(({ id }) => fresh.has(id)).flatMap(stagesOf);
  // Whoever read the history meanwhile knows better.
  if (own.length > 0) await db.insert(stages).values(own).onConflictDoNothing();
}

export async function insertBatches(db: Executor, rows: readonly BatchRow[]): Promise<void> {
  await db
    .insert(batches)
    .values(rows.map((row) => batchValues(row, 0)))
    .onConflictDoNothing();
}

/** One statement for all; each id once. With each row the number of new events that come with it. */
export async function upsertPipelines(
  tx: Transaction,
  rows: readonly (readonly [PipelineRow, number])[],
): Promise<readonly Written[]> {
  if (rows.length === 0) return [];
  const written = await tx
    .insert(pipelines)
    .values(rows.map(([row, newEvents]) => pipelineValues(row, newEvents)))
    .onConflictDoUpdate({ target: pipelines.id, set: replaced(pipelines) })
    .returning({ id: pipelines.id, eventSeq: pipelines.eventSeq });
  await upsert(tx, stages, {
    rows: rows.flatMap(([row]) => stagesOf(row)),
    target: [stages.pipelineId, stages.stage],
  });
  return written;
}

export async function upsertBatches(
  tx: Transaction,
  rows: readonly (readonly [BatchRow, number])[],
): Promise<readonly Written[]> {
  if (rows.length === 0) return [];
  const { status, statusAt, counts } = batches;
  return tx
    .insert(batches)
    .values(rows.map(([row, newEvents]) => batchValues(row, newEvents)))
    .onConflictDoUpdate({
      target: batches.id,
      set: {
        ...replaced(batches),
        // Answers of the batch itself are written apart.
        status: sql`${status}`,
        statusAt: sql`${statusAt}`,
        counts: sql`coalesce(excluded.counts, ${counts})`,
        openItems: sql`case when excluded.closed_at is null then ${batches.openItems} else 0 end`,
      },
    })
    .returning({ id: batches.id, eventSeq: batches.eventSeq });
}

function stagesOf({ id, stages: own }: PipelineRow): (typeof stages.$inferInsert)[] {
  return own.map((stage) => ({ ...stage, pipelineId: id }));
}

function pipelineValues(
  { stages: _own, ...row }: PipelineRow,
  eventSeq: number,
): typeof pipelines.$inferInsert {
  return { ...row, eventSeq };
}

function batchValues(row: BatchRow, eventSeq: number): typeof batches.$inferInsert {
  const openItems = row.closedAt === undefined && row.counts ? openOf(row.counts) : 0;
  return { ...row, eventSeq, openItems };
}

/** Items that have not ended; those that never start once the batch has ended are not open. */
export function openOf({
  total,
  succeeded,
  failed,
  cancelled,
}: Pick<NonNullable<BatchRow['counts']>, 'total' | 'succeeded' | 'failed' | 'cancelled'>): number {
  return Math.max(0, total - succeeded - failed - cancelled);
}

type Resource = typeof pipelines | typeof batches;

/** What the starter knew and the history does not tell is kept. */
function replaced(table: Resource): Record<string, SQL> {
  const { id: _id, ...all } = excluded(table);
  return {
    ...all,
    eventSeq: sql`${table.eventSeq} + excluded.event_seq`,
    createdAt: sql`least(${table.createdAt}, excluded.created_at)`,
    keyId: sql`coalesce(excluded.key_id, ${table.keyId})`,
    requestId: sql`coalesce(excluded.request_id, ${table.requestId})`,
    metadata: sql`coalesce(excluded.metadata, ${table.metadata})`,
  };
}

/** Every column as the new row has it. */
function excluded(table: PgTable): Record<string, SQL> {
  return Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([name, column]) => [
      name,
      sql.raw(`excluded."${column.name}"`),
    ]),
  );
}
