import type { ActivityRow } from '../ports/activity.js';
import type { BatchRow } from '../ports/batch.js';
import type { PipelineRow } from '../ports/pipeline.js';
import type { WorkflowUpdate } from '../ports/projection.js';

/** Noon of a day in 2026, in ms. */
export const NOON = Date.UTC(2026, 10, 27, 12);

export function pipelineRow(own: Partial<PipelineRow> = {}): PipelineRow {
  return {
    id: 'pl_1',
    tenantId: 'acme',
    runId: 'run-1',
    state: 'running',
    input: { source: 'https://media.test/film.mp4' },
    stages: [],
    createdAt: NOON,
    updatedAt: NOON,
    ...own,
  };
}

export function batchRow(own: Partial<BatchRow> = {}): BatchRow {
  return {
    id: 'bt_1',
    tenantId: 'acme',
    firstRunId: 'run-1',
    runId: 'run-1',
    state: 'running',
    createdAt: NOON,
    updatedAt: NOON,
    ...own,
  };
}

/** An activity that is done. */
export function activityRow(own: Partial<ActivityRow> & Pick<ActivityRow, 'scheduledEventId'>): ActivityRow {
  return {
    ...{ workflowId: 'pl_1', runId: 'run-1', activityId: `a${own.scheduledEventId}`, type: 'ingest' },
    ...{ state: 'completed', scheduledAt: NOON, output: { ok: true } },
    ...own,
  };
}

/** What reading a pipeline's history up to an event changes. */
export function pipelineUpdate(
  lastEventId: number,
  own: Partial<Omit<WorkflowUpdate, 'pipeline'>> & { readonly pipeline?: Partial<PipelineRow> } = {},
): WorkflowUpdate {
  const pipeline = pipelineRow(own.pipeline);
  return {
    kind: 'pipeline',
    workflowId: pipeline.id,
    runId: pipeline.runId,
    lastEventId,
    activities: [],
    files: [],
    events: [],
    callbacks: [],
    ...own,
    pipeline,
  };
}
