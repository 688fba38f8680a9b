import type { RemoteTask } from '@org/ittybit-client';
import { REMOTE_METADATA, type PipelineStatus, type StageStatus } from '@org/media-contracts';
import { mergePicture, type PendingActivity, type PipelineReading } from '@org/media-control';

/** 2026-01-01 12:00:00 UTC, in ms since the epoch. */
export const NOON = Date.UTC(2026, 0, 1, 12);

/** A pipeline whose ingest is at the remote service. */
export function ingestReading(progress: number, remoteId = 'task_9'): PipelineReading {
  const heartbeat = { remoteId, waitingFor: 'remote', progress, throttledMs: 0 } as const;
  const operation = { operationId: 'w:r:ingest', generation: 1, startedAt: NOON };
  const pending: StageStatus = { state: 'pending', since: NOON };
  const status: PipelineStatus = {
    phase: 'running',
    source: 'https://in.test/video.mp4',
    account: 'default',
    startedAt: NOON,
    stages: {
      ingest: { state: 'running', since: NOON, operation, activityId: 'a1' },
      thumbnails: pending,
      audio: pending,
      transcode: pending,
    },
    lineage: { workflowId: 'w', runId: 'r' },
  };
  const activity = { activityId: 'a1', type: 'ingest', state: 'started', attempt: 1, heartbeat } as const;
  return readingOf(status, [activity]);
}

/** A pipeline that no worker answers for. */
export function silentReading(silence: string): PipelineReading {
  return { ...readingOf(undefined, []), silence };
}

function readingOf(status: PipelineStatus | undefined, pending: readonly PendingActivity[]): PipelineReading {
  return {
    workflowId: 'w',
    runId: 'r',
    state: 'running',
    taskQueue: 'media-pipeline',
    startedAt: NOON,
    ...(status ? { status } : {}),
    picture: mergePicture(status, pending, NOON),
  };
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
