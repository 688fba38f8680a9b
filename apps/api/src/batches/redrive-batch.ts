import type { BatchRow, Catalog } from '@org/media-catalog';
import type { Engine } from '../engine/engine.js';
import { Problem } from '../http/problem.js';
import type { RedriveRequest } from '../pipelines/redrive-pipeline.js';

/** A new batch over what has no success; its id follows from the one that it redoes. */
export async function redriveBatch(
  { catalog, engine, now }: { catalog: Pick<Catalog, 'batches'>; engine: Engine; now: () => number },
  { caller, requestId, row }: RedriveRequest<BatchRow>,
): Promise<BatchRow> {
  if (row.closedAt === undefined) {
    throw new Problem('conflict', `The batch is ${row.state}: only one that has ended can be redriven.`);
  }
  const { tenant, key } = caller;
  const own = {
    tenantId: tenant.id,
    keyId: key.id,
    requestId,
    ...(row.metadata && { metadata: { ...row.metadata } }),
  };
  const { id, runId } = await engine.redriveBatch(row.id, own);
  const at = now();
  const started: BatchRow = {
    ...own,
    ...(row.settings && { settings: row.settings }),
    id,
    firstRunId: runId,
    runId,
    state: 'planning',
    redriveOf: row.id,
    createdAt: at,
    updatedAt: at,
  };
  await catalog.batches.insertStarted(started);
  return (await catalog.batches.get(tenant.id, id)) ?? started;
}
