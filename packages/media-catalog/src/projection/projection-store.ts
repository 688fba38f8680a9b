import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { ProjectionStore } from '../ports/projection.js';
import type { ResourceKind } from '../ports/resource-kind.js';
import { asking, type Connections } from '../database.js';
import { batches, workflowRuns } from '../schema/resources.js';
import { asOnlyOne } from './only-one.js';
import { saveUpdates, writeEvents } from './save-updates.js';
import { openOf } from './write-resources.js';

export function projectionStore({ db }: Connections, connectionString: string): ProjectionStore {
  const { kind, workflowId, runId, lastEventId, ended } = workflowRuns;
  return {
    asOnlyOne: (work, signal) => asOnlyOne(connectionString, work, signal),
    open: () =>
      asking(async () => {
        const rows = await db
          .select({ kind, workflowId, runId, lastEventId })
          .from(workflowRuns)
          .where(sql`not ${ended}`);
        return rows.map((row) => ({ ...row, kind: row.kind as ResourceKind }));
      }),
    unfinished: (runs) =>
      asking(async () => {
        if (runs.length === 0) return [];
        const rows = await db
          .select({ runId, lastEventId, ended })
          .from(workflowRuns)
          .where(
            inArray(
              runId,
              runs.map((run) => run.runId),
            ),
          );
        const known = new Map(rows.map((row) => [row.runId, row]));
        return runs
          .filter((run) => known.get(run.runId)?.ended !== true)
          .map((run) => ({ ...run, lastEventId: known.get(run.runId)?.lastEventId ?? 0 }));
      }),
    save: (updates) => asking(() => saveUpdates(db, updates)),
    saveBatchStatus: (id, status, events = []) =>
      asking(() =>
        db.transaction(async (tx) => {
          const isOpen = isNull(batches.closedAt);
          const [row] = await tx
            .update(batches)
            .set({
              status,
              statusAt: status.at,
              counts: countsOf(status.counts),
              openItems: sql`case when ${isOpen} then ${openOf(status.counts)}::integer else 0 end`,
              updatedAt: sql`greatest(${batches.updatedAt}, ${status.at})`,
              // How it ended is told by its history.
              state: sql`case when ${isOpen} then ${status.phase} else ${batches.state} end`,
              eventSeq: sql`${batches.eventSeq} + ${events.length}::integer`,
            })
            .where(and(eq(batches.id, id), or(isNull(batches.statusAt), lt(batches.statusAt, status.at))))
            .returning({ tenantId: batches.tenantId, newest: batches.eventSeq });
          if (row) await writeEvents(tx, [{ resourceId: id, ...row, events }]);
        }),
      ),
  };
}

function countsOf<T extends { inFlight: number; waiting: number }>({
  inFlight: _inFlight,
  waiting: _waiting,
  ...counts
}: T): Omit<T, 'inFlight' | 'waiting'> {
  return counts;
}
