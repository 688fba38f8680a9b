import type { ActivityRow, FileRow, PipelineRow } from '@org/media-catalog';
import type { z } from '@hono/zod-openapi';
import type { ActivitySchema, FileSchema, PipelineView } from './pipeline-schemas.js';

/** What a tenant is shown of its pipeline: nothing of keys, runs or the rest of the input. */
export function pipelineView(row: PipelineRow): PipelineView {
  const { tenantId: _tenant, keyId: _key, runId: _run, input, stages, ...shown } = row;
  return { ...shown, source: input.source, stages: [...stages], metadata: row.metadata };
}

export function activityView({ workflowId: _id, ...row }: ActivityRow): z.output<typeof ActivitySchema> {
  return row;
}

export function fileView(row: FileRow): z.output<typeof FileSchema> {
  const { tenantId: _tenant, assetId: _asset, key: _key, ...shown } = row;
  return shown;
}
