import type { RemoteTask } from '@org/ittybit-client';
import { REMOTE_METADATA } from '@org/media-contracts';
import type { PipelineReading } from '@org/media-control';
import { NOON, operationOf, readingOf, stageOf, statusOf } from '@org/media-control/testing';

/** A pipeline whose ingest is at the remote service. */
export function ingestReading(progress: number, remoteId = 'task_9'): PipelineReading {
  const heartbeat = { remoteId, waitingFor: 'remote', progress, throttledMs: 0 } as const;
  const ingest = stageOf({ state: 'running', operation: operationOf('ingest'), activityId: 'a1' });
  const activity = { activityId: 'a1', type: 'ingest', state: 'started', attempt: 1, heartbeat } as const;
  return readingOf(statusOf({ ingest }), [activity]);
}

/** A pipeline that no worker answers for. */
export function silentReading(silence: string): PipelineReading {
  return readingOf(undefined, [], { silence });
}

/** A task that runs for the workflow `w`. */
export function remoteTask(change: Partial<RemoteTask> = {}): RemoteTask {
  return {
    id: 'task_1',
    object: 'task',
    kind: 'video',
    input: null,
    status: 'processing',
    state: 'running',
    progress: null,
    outputUrl: null,
    output: null,
    error: null,
    metadata: { [REMOTE_METADATA.workflowId]: 'w' },
    createdAt: NOON,
    startedAt: null,
    finishedAt: null,
    updatedAt: null,
    children: [],
    ...change,
  };
}
