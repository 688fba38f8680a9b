import type { PipelineStatus, StageName, StageStatus } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { mapStages } from './pipeline-plan.js';
import { failureOf, resultOf } from './pipeline-result.js';

const since = 0;

describe('resultOf', () => {
  it('gives the URL and the file of every stage', () => {
    expect(resultOf(statusOf({}))).toEqual({
      ingestedUrl: 'https://outputs.test/ingest',
      thumbnailUrl: 'https://outputs.test/thumbnails',
      audioUrl: 'https://outputs.test/audio',
      transcodedUrl: 'https://outputs.test/transcode',
      files: mapStages((stage) => fileOf(stage)),
    });
  });

  it('leaves out a stage that was switched off, even when an earlier execution had its output', () => {
    const result = resultOf(statusOf({ audio: { ...succeeded('audio'), state: 'disabled' } }));
    expect(result).not.toHaveProperty('audioUrl');
  });
});

describe('failureOf', () => {
  it('is none when every stage that is wanted succeeded', () => {
    expect(failureOf(statusOf({ audio: { state: 'disabled', since } }))).toBeUndefined();
  });

  it('lists what failed, what is kept and what never started', () => {
    const failure = failureOf(
      statusOf({
        audio: {
          state: 'failed',
          since,
          error: { type: 'RemoteFailed', message: 'no sound' },
          operation: { operationId: 'x', generation: 3, startedAt: 1 },
          remoteId: 'task-3',
        },
        thumbnails: { state: 'timedOut', since, error: { type: 'TimedOut', message: 'late' } },
        transcode: { state: 'pending', since },
      }),
    );
    expect(failure).toMatchObject({ type: 'PipelineFailed', nonRetryable: true });
    expect(failure?.details).toEqual([
      {
        failed: [
          { stage: 'thumbnails', type: 'TimedOut', message: 'late' },
          { stage: 'audio', type: 'RemoteFailed', message: 'no sound', generation: 3, remoteId: 'task-3' },
        ],
        succeeded: [{ stage: 'ingest', outputUrl: 'https://outputs.test/ingest' }],
        notStarted: ['transcode'],
      },
    ]);
    expect(failure?.message).toBe(
      'thumbnails (TimedOut): late; audio (RemoteFailed): no sound. Kept: ingest. Not started: transcode. A redrive runs only what is missing.',
    );
  });

  it('does not offer an output that was found wrong', () => {
    const failure = failureOf(
      statusOf({
        ingest: { ...succeeded('ingest'), state: 'failed' },
        audio: { ...succeeded('audio'), state: 'pending', outputInvalid: true },
        thumbnails: { ...succeeded('thumbnails'), state: 'pending' },
      }),
    );
    expect(failure?.details?.[0]).toMatchObject({
      succeeded: [{ stage: 'thumbnails' }, { stage: 'transcode' }],
      notStarted: ['audio'],
    });
  });
});

function fileOf(stage: StageName) {
  return { url: `https://outputs.test/${stage}`, kind: 'video', inspected: true } as const;
}

function succeeded(stage: StageName): StageStatus {
  const file = fileOf(stage);
  const outcome = { outcome: 'succeeded', remoteId: 'task-1', outputUrl: file.url, file } as const;
  return { state: 'succeeded', since, outcome, file };
}

function statusOf(own: Partial<Record<StageName, StageStatus>>): PipelineStatus {
  return {
    phase: 'running',
    source: 'https://media.test/in.mp4',
    account: 'default',
    startedAt: since,
    lineage: { workflowId: 'films', runId: 'run-1' },
    stages: { ...mapStages(succeeded), ...own },
  };
}
