import type { Catalog, PipelineRow } from '@org/media-catalog';
import { STAGES } from '@org/media-contracts';
import type { Engine } from '../engine/engine.js';
import type { Caller } from '../http/api-env.js';
import { Problem } from '../http/problem.js';

export interface RedriveRequest<Row> {
  readonly caller: Caller;
  readonly requestId: string;
  readonly row: Row;
}

/** The redrive of a pipeline has an id that follows from it: asked twice, it is started once. */
export async function redrivePipeline(
  { catalog, engine, now }: { catalog: Pick<Catalog, 'pipelines'>; engine: Engine; now: () => number },
  { caller, requestId, row }: RedriveRequest<PipelineRow>,
): Promise<PipelineRow> {
  if (row.closedAt === undefined) {
    throw new Problem('conflict', `The pipeline is ${row.state}: only one that has ended can be redriven.`);
  }
  const { tenant, key } = caller;
  const own = {
    tenantId: tenant.id,
    keyId: key.id,
    requestId,
    ...(row.assetId !== undefined && { assetId: row.assetId }),
    ...(row.metadata && { metadata: { ...row.metadata } }),
  };
  const { id, runId } = await engine.redrivePipeline(row.id, own);
  const at = now();
  const started: PipelineRow = {
    ...own,
    id,
    runId,
    state: 'running',
    input: row.input,
    redriveOf: row.id,
    stages: STAGES.map((stage) => ({ stage, state: 'pending' })),
    createdAt: at,
    updatedAt: at,
  };
  await catalog.pipelines.insertStarted(started);
  return (await catalog.pipelines.get(tenant.id, id)) ?? started;
}
