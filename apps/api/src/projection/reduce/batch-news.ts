import { batchStateName } from './batch-row.js';
import type { NewCallback, NewEvent, News } from './changes.js';
import { dueCallback } from './due-callback.js';
import type { BatchState } from './project-batch.js';

/** What the step of a batch from one state to the next tells. */
export function batchNews(before: BatchState | undefined, after: BatchState): News {
  if (!before) return { events: beginning(after) };
  return {
    events: [...planNews(before, after), ...stateNews(before, after)],
    ...(after.made && { files: [after.made] }),
    ...(after.items && { items: after.items }),
    ...(after.end && { callbacks: callbacks(after) }),
  };
}

/** A run that was handed over to, or reset, begins as well, but not the batch. */
function beginning({ run, firstRunId, createdAt }: BatchState): NewEvent[] {
  return run.runId === firstRunId ? [{ type: 'batch.started', data: {}, at: createdAt }] : [];
}

function planNews(before: BatchState, { plan, updatedAt: at }: BatchState): NewEvent[] {
  return plan && !before.plan ? [{ type: 'batch.planned', data: plan, at }] : [];
}

function stateNews(before: BatchState, after: BatchState): NewEvent[] {
  const was = batchStateName(before);
  const state = batchStateName(after);
  if (state === was) return [];
  const { updatedAt: at, parked, paused, manifest, end } = after;
  switch (state) {
    case 'running':
      return was === 'planning' ? [] : [{ type: 'batch.resumed', data: {}, at }];
    case 'parked':
      return [{ type: 'batch.parked', data: { ...parked }, at }];
    case 'paused':
      return [{ type: 'batch.paused', data: { reason: paused?.reason }, at }];
    case 'stopping':
      return [{ type: 'batch.stopping', data: {}, at }];
    case 'writingManifest':
      return [];
    default:
      return [{ type: `batch.${state}`, data: { counts: manifest?.counts, error: end?.error }, at }];
  }
}

function callbacks(state: BatchState): NewCallback[] {
  const { run, firstRunId, manifest, end, updatedAt } = state;
  const name = batchStateName(state);
  return dueCallback(run, firstRunId, {
    event: `batch.${name}`,
    at: updatedAt,
    id: run.workflowId,
    state: name,
    metadata: run.owner.metadata,
    outputs: manifest ? { manifest: manifest.key } : {},
    ...(manifest && { counts: manifest.counts }),
    error: end?.error,
  });
}
