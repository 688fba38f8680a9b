import type { PipelineStatus, RemoteOutcome, StageName, StageStatus } from '@org/media-contracts';
import { mergePicture } from '../pipeline/merge-picture.js';
import type { PipelineReading } from '../pipeline/read-pipeline.js';
import type { PendingActivity } from '../temporal/pending-activity.js';

/** 2026-01-01 12:00:00 UTC, in ms since the epoch. */
export const NOON = Date.UTC(2026, 0, 1, 12);

export function stageOf(change: Partial<StageStatus> = {}): StageStatus {
  return { state: 'pending', since: NOON, ...change };
}

export function operationOf(stage: StageName, generation = 1): NonNullable<StageStatus['operation']> {
  return { operationId: `w:r:${stage}`, generation, startedAt: NOON };
}

export function success(stage: StageName): RemoteOutcome {
  const outputUrl = `https://out.test/${stage}`;
  return {
    outcome: 'succeeded',
    remoteId: `task_${stage}`,
    outputUrl,
    file: { url: outputUrl, kind: 'video', inspected: false },
  };
}

export function setback(stage: StageName): RemoteOutcome {
  return { outcome: 'remoteFailed', remoteId: `task_${stage}`, error: { message: 'codec unknown' } };
}

export function succeeded(stage: StageName): StageStatus {
  const outcome = success(stage);
  return stageOf({ state: 'succeeded', operation: operationOf(stage), outcome, remoteId: outcome.remoteId });
}

export function statusOf(
  stages: Partial<PipelineStatus['stages']> = {},
  change: Partial<PipelineStatus> = {},
): PipelineStatus {
  return {
    phase: 'running',
    source: 'https://in.test/video.mp4',
    account: 'default',
    startedAt: NOON,
    stages: { ingest: stageOf(), thumbnails: stageOf(), audio: stageOf(), transcode: stageOf(), ...stages },
    lineage: { workflowId: 'w', runId: 'r' },
    ...change,
  };
}

export function activityOf(change: Partial<PendingActivity> = {}): PendingActivity {
  return { activityId: 'a1', type: 'ingest', state: 'started', attempt: 1, startedAt: NOON, ...change };
}

export function readingOf(
  status: PipelineStatus | undefined,
  pending: readonly PendingActivity[] = [],
  change: Partial<PipelineReading> = {},
): PipelineReading {
  return {
    workflowId: 'w',
    runId: 'r',
    state: 'running',
    taskQueue: 'media-pipeline',
    startedAt: NOON,
    ...(status ? { status } : {}),
    picture: mergePicture(status, pending, NOON),
    ...change,
  };
}
