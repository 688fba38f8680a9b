import type { PipelineStatus, StageName, StageStatus } from '@org/media-contracts';

/** The status of a pipeline whose ingest has begun; other stages as given. */
export function pipelineStatusOf(
  stages: Partial<Record<StageName, Partial<StageStatus>>> = {},
): PipelineStatus {
  const operation = { operationId: 'p/r/ingest', generation: 1, startedAt: 1 };
  return {
    phase: 'succeeded',
    source: 'https://media.test/in.mp4',
    account: 'default',
    startedAt: 1,
    lineage: { workflowId: 'first', runId: 'first-run' },
    stages: {
      ingest: { state: 'running', since: 1, operation, ...stages.ingest },
      thumbnails: { state: 'pending', since: 1, ...stages.thumbnails },
      audio: { state: 'pending', since: 1, ...stages.audio },
      transcode: { state: 'pending', since: 1, ...stages.transcode },
    },
  };
}
