import { batchFolder } from '@org/media-contracts';
import { and, asc, eq, inArray, lt, notExists, sql } from 'drizzle-orm';
import type { Expired, RetentionStore } from '../ports/retention.js';
import { asking, type Connections } from '../database.js';
import { callbacks } from '../schema/callbacks.js';
import { activityExecutions, events } from '../schema/executions.js';
import { assets, files } from '../schema/files.js';
import { batches, batchItems, pipelines } from '../schema/resources.js';
import { idempotencyKeys } from '../schema/tenants.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

export function retentionStore({ db }: Connections): RetentionStore {
  return {
    expired: (tenant, now, limit) =>
      asking(async () => {
        if (tenant.retentionDays === undefined) return [];
        const before = now - tenant.retentionDays * DAY_MS;
        const found: Expired[] = [];
        for (const list of [expiredPipelines, expiredBatches, expiredAssets]) {
          if (found.length < limit) found.push(...(await list(tenant.id, before, limit - found.length)));
        }
        return found;
      }),
    remove: (tenantId, expired) =>
      asking(() =>
        db.transaction(async (tx) => {
          const idsOf = (...kinds: Expired['kind'][]): string[] =>
            expired.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
          const workflows = idsOf('pipeline', 'batch');
          const ofWorkflows = [
            [callbacks, callbacks.tenantId, callbacks.resourceId],
            [events, events.tenantId, events.resourceId],
            [files, files.tenantId, files.workflowId],
            [activityExecutions, activityExecutions.tenantId, activityExecutions.workflowId],
            [batchItems, batchItems.tenantId, batchItems.batchId],
            [pipelines, pipelines.tenantId, pipelines.id],
            [batches, batches.tenantId, batches.id],
          ] as const;
          for (const [table, owner, id] of ofWorkflows) {
            if (workflows.length > 0)
              await tx.delete(table).where(and(eq(owner, tenantId), inArray(id, workflows)));
          }
          const old = idsOf('asset');
          if (old.length > 0) {
            await tx.delete(assets).where(and(eq(assets.tenantId, tenantId), inArray(assets.id, old)));
          }
        }),
      ),
    forgetKeys: (now) =>
      asking(async () => {
        const gone = await db.delete(idempotencyKeys).where(lt(idempotencyKeys.expiresAt, now));
        return gone.rowCount ?? 0;
      }),
  };

  async function expiredPipelines(tenantId: string, before: number, limit: number): Promise<Expired[]> {
    const rows = await db
      .select({ id: pipelines.id, keys: keysOf(sql`${pipelines.id}`) })
      .from(pipelines)
      .where(and(eq(pipelines.tenantId, tenantId), lt(pipelines.closedAt, before)))
      .orderBy(asc(pipelines.closedAt))
      .limit(limit);
    return rows.map(({ id, keys }) => ({ kind: 'pipeline', id, keys, prefixes: [] }));
  }

  async function expiredBatches(tenantId: string, before: number, limit: number): Promise<Expired[]> {
    const rows = await db
      .select({ id: batches.id, runId: batches.firstRunId, keys: keysOf(sql`${batches.id}`) })
      .from(batches)
      .where(and(eq(batches.tenantId, tenantId), lt(batches.closedAt, before)))
      .orderBy(asc(batches.closedAt))
      .limit(limit);
    return rows.map(({ id, runId, keys }) => {
      return { kind: 'batch', id, keys, prefixes: [`${batchFolder({ workflowId: id, runId })}/`] };
    });
  }

  /** Those that no pipeline needs any more. */
  async function expiredAssets(tenantId: string, before: number, limit: number): Promise<Expired[]> {
    const users = db.select({ id: pipelines.id }).from(pipelines).where(eq(pipelines.assetId, assets.id));
    const rows = await db
      .select({ id: assets.id, key: assets.key })
      .from(assets)
      .where(and(eq(assets.tenantId, tenantId), lt(assets.createdAt, before), notExists(users)))
      .orderBy(asc(assets.createdAt))
      .limit(limit);
    return rows.map(({ id, key }) => ({ kind: 'asset', id, keys: key === null ? [] : [key], prefixes: [] }));
  }
}

function keysOf(workflowId: ReturnType<typeof sql>): ReturnType<typeof sql<string[]>> {
  return sql<string[]>`(
    select coalesce(json_agg(f.key), '[]'::json) from ${files} f where f.workflow_id = ${workflowId} and f.key is not null
  )`;
}
