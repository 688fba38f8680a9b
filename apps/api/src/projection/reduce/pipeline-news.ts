import { STAGES } from '@org/media-contracts';
import type { FileRow } from '@org/media-catalog';
import type { NewCallback, NewEvent, News } from './changes.js';
import { dueCallback } from './due-callback.js';
import { remoteFileRow } from './file-rows.js';
import { pipelineStateName } from './pipeline-row.js';
import type { PipelineState } from './project-pipeline.js';
import { stageNews } from './stage-news.js';

/** What the step of a pipeline from one state to the next tells. */
export function pipelineNews(before: PipelineState | undefined, after: PipelineState): News {
  if (!before) return { events: beginning(after) };
  if (before.stages === after.stages && pipelineStateName(before) === pipelineStateName(after)) return {};
  const events = STAGES.flatMap((stage) =>
    stageNews(before.stages[stage], after.stages[stage], after.updatedAt),
  );
  return {
    events: [...events, ...stateNews(before, after)],
    files: newFiles(before, after),
    callbacks: after.end ? callbacks(after) : [],
  };
}

/** A reset begins as well, but not the pipeline. */
function beginning({ run, firstRunId, createdAt }: PipelineState): NewEvent[] {
  return run.runId === firstRunId ? [{ type: 'pipeline.started', data: {}, at: createdAt }] : [];
}

function stateNews(before: PipelineState, after: PipelineState): NewEvent[] {
  const state = pipelineStateName(after);
  const was = pipelineStateName(before);
  if (state === was) return [];
  const { updatedAt: at, end, parked } = after;
  switch (state) {
    case 'running':
      return [{ type: 'pipeline.resumed', data: {}, at }];
    case 'parked':
      return [{ type: 'pipeline.parked', data: { reason: parked }, at }];
    case 'cancelling':
      return [{ type: 'pipeline.cancelling', data: {}, at }];
    default:
      return [{ type: `pipeline.${state}`, data: { outputs: outputsOf(after), error: end?.error }, at }];
  }
}

function newFiles(before: PipelineState, after: PipelineState): FileRow[] {
  return STAGES.flatMap((stage) => {
    const { outputUrl, file, endedAt } = after.stages[stage];
    const { outputUrl: known, file: knownFile } = before.stages[stage];
    if (outputUrl === undefined || (outputUrl === known && file === knownFile)) return [];
    return [remoteFileRow(after.run, { role: stage, url: outputUrl, file, at: endedAt ?? after.updatedAt })];
  });
}

function callbacks(state: PipelineState): NewCallback[] {
  const { run, firstRunId, end, updatedAt } = state;
  const name = pipelineStateName(state);
  return dueCallback(run, firstRunId, {
    event: `pipeline.${name}`,
    at: updatedAt,
    id: run.workflowId,
    state: name,
    metadata: run.owner.metadata,
    outputs: outputsOf(state),
    error: end?.error,
  });
}

/** What there is of outputs, also of a pipeline that failed: what succeeded is kept. */
function outputsOf({ stages }: PipelineState): Record<string, string> {
  const urls = STAGES.flatMap((stage) => {
    const { state, outputUrl } = stages[stage];
    return state === 'succeeded' && outputUrl !== undefined ? [[stage, outputUrl] as const] : [];
  });
  return Object.fromEntries(urls);
}
