import { sql } from 'drizzle-orm';
import type { EventRow } from '../ports/event.js';
import type { WorkflowUpdate } from '../ports/projection.js';
import type { Database } from '../database.js';
import { EVENTS_CHANNEL } from '../events-channel.js';
import { callbacks } from '../schema/callbacks.js';
import { activityExecutions, events } from '../schema/executions.js';
import { files } from '../schema/files.js';
import { workflowRuns } from '../schema/resources.js';
import { saveItems } from './save-items.js';
import { upsertBatches, upsertPipelines, type Written } from './write-resources.js';
import { insertNew, upsert } from './write-rows.js';

export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** All of it or nothing. Several updates of one workflow are applied in their order. */
export async function saveUpdates(db: Database, updates: readonly WorkflowUpdate[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (const group of eachWorkflowOnce(updates)) await saveGroup(tx, group);
  });
}

async function saveGroup(tx: Transaction, group: readonly WorkflowUpdate[]): Promise<void> {
  // In the order of their ids: two who write the same rows must not wait for each other.
  const sorted = group.toSorted((a, b) => (a.workflowId < b.workflowId ? -1 : 1));
  const taken = await moveRuns(tx, sorted);
  const fresh = sorted.filter(({ runId }) => taken.has(runId));
  const pipelines = fresh.flatMap(({ pipeline, events: own }) =>
    pipeline ? [[pipeline, own.length] as const] : [],
  );
  const batches = fresh.flatMap(({ batch, events: own }) => (batch ? [[batch, own.length] as const] : []));
  const written = new Map<string, Written>(
    [...(await upsertPipelines(tx, pipelines)), ...(await upsertBatches(tx, batches))].map((row) => [
      row.id,
      row,
    ]),
  );
  const tenantOf = ({ pipeline, batch }: WorkflowUpdate): string => (pipeline ?? batch)?.tenantId ?? '';
  await upsert(tx, activityExecutions, {
    rows: fresh.flatMap((update) =>
      update.activities.map((activity) => ({ ...activity, tenantId: tenantOf(update) })),
    ),
    target: [activityExecutions.runId, activityExecutions.scheduledEventId],
  });
  await upsert(tx, files, { rows: fresh.flatMap((update) => update.files), target: [files.id] });
  await saveItems(
    tx,
    fresh.map((update) => ({
      batchId: update.workflowId,
      tenantId: tenantOf(update),
      items: update.items ?? [],
    })),
  );
  await insertNew(
    tx,
    callbacks,
    fresh.flatMap((update) =>
      update.callbacks.map((callback) => ({
        ...callback,
        tenantId: tenantOf(update),
        resourceKind: update.kind,
        resourceId: update.workflowId,
        state: 'pending',
        attempts: 0,
        replays: 0,
        createdAt: Date.now(),
      })),
    ),
  );
  await writeEvents(
    tx,
    fresh.map((update) => ({
      resourceId: update.workflowId,
      tenantId: tenantOf(update),
      newest: written.get(update.workflowId)?.eventSeq ?? 0,
      events: update.events,
    })),
  );
}

/** Moves each run on from where it stands; those that stand elsewhere are not returned, and nothing of them is written. */
async function moveRuns(tx: Transaction, updates: readonly WorkflowUpdate[]): Promise<ReadonlySet<string>> {
  const begun = updates.filter(({ afterEventId = 0, lastEventId }) => afterEventId === 0 && lastEventId > 0);
  const gone = updates.filter(
    ({ afterEventId = 0, lastEventId }) => afterEventId > 0 && lastEventId > afterEventId,
  );
  const taken = new Set<string>();
  if (begun.length > 0) {
    const rows = await tx
      .insert(workflowRuns)
      .values(
        begun.map(({ runId, kind, workflowId, lastEventId, runEnded: ended = false }) => {
          return { runId, kind, workflowId, lastEventId, ended };
        }),
      )
      .onConflictDoNothing()
      .returning({ runId: workflowRuns.runId });
    for (const { runId } of rows) taken.add(runId);
  }
  if (gone.length > 0) {
    const column = (of: (update: WorkflowUpdate) => unknown): ReturnType<typeof sql.param> =>
      sql.param(gone.map(of));
    const { rows } = await tx.execute<{ run_id: string }>(sql`
      update ${workflowRuns} r set last_event_id = v.last, ended = v.ended
      from unnest(
        ${column(({ runId }) => runId)}::text[], ${column(({ afterEventId }) => afterEventId)}::bigint[],
        ${column(({ lastEventId }) => lastEventId)}::bigint[], ${column(({ runEnded = false }) => runEnded)}::boolean[]
      ) as v(run_id, after, last, ended)
      where r.run_id = v.run_id and r.last_event_id = v.after
      returning r.run_id`);
    for (const { run_id: runId } of rows) taken.add(runId);
  }
  return taken;
}

export interface NewEvents {
  readonly resourceId: string;
  readonly tenantId: string;
  /** The number of the last of them, under the lock of the resource's row. */
  readonly newest: number;
  readonly events: readonly Omit<EventRow, 'resourceId' | 'seq'>[];
}

export async function writeEvents(tx: Transaction, all: readonly NewEvents[]): Promise<void> {
  await insertNew(tx, events, all.flatMap(numbered));
  for (const { resourceId } of all.filter((one) => one.events.length > 0)) {
    // Sent when the transaction is committed, so whoever is woken finds the events.
    await tx.execute(sql`select pg_notify(${EVENTS_CHANNEL}, ${resourceId})`);
  }
}

function numbered({ resourceId, tenantId, newest, events: own }: NewEvents): (typeof events.$inferInsert)[] {
  const before = newest - own.length;
  return own.map((event, index) => ({ ...event, tenantId, resourceId, seq: before + index + 1 }));
}

/** A statement cannot write one row twice. */
function eachWorkflowOnce(updates: readonly WorkflowUpdate[]): WorkflowUpdate[][] {
  const groups: WorkflowUpdate[][] = [];
  const times = new Map<string, number>();
  for (const update of updates) {
    const nth = times.get(update.workflowId) ?? 0;
    times.set(update.workflowId, nth + 1);
    (groups[nth] ??= []).push(update);
  }
  return groups;
}
