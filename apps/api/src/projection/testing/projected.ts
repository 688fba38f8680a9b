import type { WorkflowUpdate } from '@org/media-catalog';
import type { HistoryEvent, StartedEvent } from '../history/history-event.js';
import type { Owner } from '../owner.js';
import { projectBatch } from '../reduce/project-batch.js';
import { projectPipeline } from '../reduce/project-pipeline.js';
import type { Projection, ProjectedRun } from '../reduce/project.js';
import { recordedHistory } from './recorded-history.js';

const OWNER: Owner = {
  tenantId: 'acme',
  keyId: 'key-1',
  requestId: 'request-1',
  assetId: 'asset-1',
  metadata: { shelf: '7' },
  callback: { url: 'https://caller.test/hook?token=1' },
};

export interface Recorded {
  readonly run: ProjectedRun;
  readonly events: readonly HistoryEvent[];
}

/** A recorded run as the projector is given it. */
export async function recorded(name: string, owner: Owner = OWNER): Promise<Recorded> {
  const events = await recordedHistory(name);
  const reset = events.find((event) => event.type === 'reset');
  const runId = reset?.type === 'reset' ? reset.newRunId : startedOf(events).originalRunId;
  return { run: { workflowId: name, runId, owner }, events };
}

/** What is to be written of a whole run that is read at once. */
export function updateOf({ run, events }: Recorded): WorkflowUpdate {
  return updatesOf({ run, events }, [events.length])[0] as WorkflowUpdate;
}

/** What is to be written of a run that is read in pieces of these lengths. */
export function updatesOf({ run, events }: Recorded, lengths: readonly number[]): WorkflowUpdate[] {
  const isBatch = startedOf(events).workflowType === 'batchFanOut';
  const project = (isBatch ? projectBatch : projectPipeline) as typeof projectPipeline;
  let projection: Projection<never> | undefined;
  let from = 0;
  let afterEventId = 0;
  return lengths.flatMap((length) => {
    const chunk = events.slice(from, from + length);
    from += length;
    if (chunk.length === 0) return [];
    const projected = project(projection, { run, events: chunk });
    projection = projected.projection as Projection<never>;
    const update = { ...projected.update, afterEventId };
    afterEventId = update.lastEventId;
    return [update];
  });
}

function startedOf([first]: readonly HistoryEvent[]): StartedEvent {
  if (first?.type !== 'started') throw new Error('a history begins with its start');
  return first;
}
