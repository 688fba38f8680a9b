import { ApplicationFailure, CancelledFailure, TimeoutFailure, TimeoutType } from '@temporalio/common';
import type { InheritedStage, MediaFile, RemoteOutcome } from '@org/media-contracts';
import { PipelineItemOutcomeSchema } from '@org/media-contracts/schemas';
import { describe, expect, it } from 'vitest';
import { pipelineOutcome, type ClosedPipeline } from './pipeline-outcome.js';
import { pipelineStatusOf } from './testing/pipeline-status-of.js';

const SECRET_URL = 'https://in.test/a.mp4?signature=secret';

function file(url: string, durationSeconds?: number): MediaFile {
  return { url, kind: 'video', inspected: true, ...(durationSeconds !== undefined && { durationSeconds }) };
}

function made(url: string, changes: Partial<RemoteOutcome> = {}): RemoteOutcome {
  return {
    outcome: 'succeeded',
    remoteId: 't1',
    outputUrl: url,
    file: file(url),
    createdAt: 1_000,
    finishedAt: 4_000,
    calls: 1.5,
    ...changes,
  } as RemoteOutcome;
}

function closed(changes: Partial<ClosedPipeline>): ClosedPipeline {
  return {
    execution: { workflowId: 'p', runId: 'r2', firstRunId: 'r1' },
    input: { source: 'https://in.test/a.mp4' },
    ending: { outcome: 'succeeded', result: { files: {} } },
    status: undefined,
    ...changes,
  };
}

const inherited: InheritedStage = { operation: { operationId: 'o', generation: 2, startedAt: 5 } };

describe('pipelineOutcome', () => {
  it('has the outputs by the names of the result, and the length of the longest', () => {
    const result = {
      ingestedUrl: 'https://out.test/i.mp4',
      audioUrl: 'https://out.test/a.mp3',
      files: { ingest: file('https://out.test/i.mp4', 61), audio: file('https://out.test/a.mp3', 60.5) },
    };
    const outcome = pipelineOutcome(closed({ ending: { outcome: 'succeeded', result } }));
    expect(PipelineItemOutcomeSchema.parse(outcome)).toMatchObject({
      outcome: 'succeeded',
      durationSeconds: 61,
      pipeline: { outputs: { ingestedUrl: 'https://out.test/i.mp4', audioUrl: 'https://out.test/a.mp3' } },
    });
    expect(outcome).not.toHaveProperty('error');
  });

  it('counts what its own remote tasks took, and not what it adopted', () => {
    const status = pipelineStatusOf({
      ingest: { outcome: made('u'), adopted: true },
      audio: { outcome: made('u') },
      transcode: { outcome: made('u', { createdAt: 0, finishedAt: 500, calls: 2 }) },
    });
    expect(pipelineOutcome(closed({ status }))).toMatchObject({ busyMs: 3_500, calls: 3.5 });
  });

  it('says what failed, keeps what was made, and shows no secret', () => {
    const details = {
      failed: [
        {
          stage: 'thumbnails',
          type: 'RemoteFailed',
          message: `cannot read ${SECRET_URL} ${'x'.repeat(2_000)}`,
        },
        { stage: 'audio', type: 'TimedOut', message: 'too slow' },
      ],
      succeeded: [{ stage: 'ingest', outputUrl: 'https://out.test/i.mp4' }],
      notStarted: ['transcode'],
    };
    const cause = ApplicationFailure.create({
      type: 'PipelineFailed',
      message: 'failed',
      details: [details],
    });
    const { error, pipeline } = pipelineOutcome(closed({ ending: { outcome: 'failed', cause } }));
    expect(error?.type).toBe('RemoteFailed');
    expect(error?.message).toMatch(/^thumbnails: cannot read https:\/\/in\.test\/a\.mp4\?\[redacted\] x+…$/);
    expect(error?.message).toHaveLength(1_024);
    expect(pipeline.outputs).toEqual({ ingestedUrl: 'https://out.test/i.mp4' });
  });

  it('keeps what stages had made when the pipeline was stopped, and nothing that was found wrong', () => {
    const status = pipelineStatusOf({
      ingest: { state: 'succeeded', outcome: made('https://out.test/i.mp4') },
      thumbnails: { state: 'failed', outcome: made('https://out.test/t.webp'), outputInvalid: true },
    });
    const ending = { outcome: 'cancelled', cause: new CancelledFailure('cancelled') } as const;
    const { outcome, pipeline, error } = pipelineOutcome(closed({ ending, status }));
    expect({ outcome, type: error?.type }).toEqual({ outcome: 'cancelled', type: 'Cancelled' });
    expect(pipeline.outputs).toEqual({ ingestedUrl: 'https://out.test/i.mp4' });
    expect(pipeline.stages['ingest']).toMatchObject({ operation: { operationId: 'p/r/ingest' } });
    expect(pipeline.lineage).toEqual({ workflowId: 'first', runId: 'first-run' });
  });

  it('falls back on the first run, and on what it was given to redo', () => {
    const cause = new TimeoutFailure('timed out', undefined, TimeoutType.START_TO_CLOSE);
    const ending = { outcome: 'timedOut', cause } as const;
    const own = pipelineOutcome(closed({ ending }));
    expect(own).toMatchObject({ error: { type: 'TimedOut' }, pipeline: { stages: {} } });
    expect(own.pipeline.lineage).toEqual({ workflowId: 'p', runId: 'r1' });
    const lineage = { workflowId: 'first', runId: 'first-run' };
    const redrive = { of: { workflowId: 'old', runId: 'o' }, lineage, stages: { audio: inherited } };
    const input = { source: 'https://in.test/a.mp4', redrive } as ClosedPipeline['input'];
    expect(pipelineOutcome(closed({ ending, input })).pipeline).toMatchObject({
      lineage,
      stages: { audio: inherited },
    });
  });
});
