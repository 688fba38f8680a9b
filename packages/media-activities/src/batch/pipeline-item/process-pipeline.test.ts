import { ApplicationFailure, TerminatedFailure } from '@temporalio/common';
import { CancelledFailure } from '@temporalio/activity';
import { RemoteWaitSchema } from '@org/media-contracts/schemas';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../../testing/attempt-bench.js';
import { begin, createBench, pipelineItem, WORKFLOW_ID } from './testing/pipeline-bench.js';
import { serviceError } from './testing/fake-temporal.js';

const RESULT = { ingestedUrl: 'https://out.test/a.mp4', files: {} };
const UNAVAILABLE = 14;
const INVALID_ARGUMENT = 3;
const ALREADY_EXISTS = 6;

describe('processPipeline', () => {
  it('starts the pipeline of its id once, waits for its end and tells which run it waits for', async () => {
    const bench = createBench();
    const { outcome, heartbeats } = begin(bench);
    await bench.clock.advance(600_000);
    expect(bench.temporal.starts).toEqual([
      expect.objectContaining({
        workflowId: WORKFLOW_ID,
        taskQueue: 'media',
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary: 'https://media.test/in.mp4?[redacted]',
      }),
    ]);
    expect(heartbeats.length).toBeGreaterThan(60);
    expect(heartbeats[0]).toMatchObject({ pipeline: { workflowId: WORKFLOW_ID, runId: 'run-1' } });
    for (const heartbeat of heartbeats) expect(RemoteWaitSchema.parse(heartbeat).waitingFor).toBe('remote');
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'succeeded',
      pipeline: { workflowId: WORKFLOW_ID, runId: 'run-1', outputs: { ingestedUrl: RESULT.ingestedUrl } },
    });
    expect(bench.clock.sleepers()).toBe(0);
  });

  it('starts the pipelines of a batch as belonging to its tenant, without asking for each', async () => {
    const bench = createBench();
    const callback = { url: 'https://caller.test/hook' };
    bench.temporal.behaviour.batchMemo = {
      media: { tenantId: 'acme', keyId: 'key-1', requestId: 'request-1', callback, metadata: { shelf: '7' } },
    };
    const workflowExecution = { workflowId: 'batch', runId: 'batch-run' };
    const items = [1, 2].map(() => begin(bench, pipelineItem(), { workflowExecution }));
    await bench.clock.advance(1_000);
    const memo = { media: { tenantId: 'acme', requestId: 'request-1', batchId: 'batch' } };
    expect(bench.temporal.starts).toContainEqual(expect.objectContaining({ memo }));
    expect(bench.temporal.calls.describeBatch).toBe(1);
    bench.temporal.close('COMPLETED', { result: RESULT });
    await bench.clock.runUntil(Promise.allSettled(items.map(({ outcome }) => outcome)));
  });

  it('starts the pipelines of a batch without a memo without one', async () => {
    const bench = createBench();
    bench.temporal.behaviour.batchMemo = {};
    const { outcome } = begin(bench);
    await bench.clock.advance(1_000);
    expect(bench.temporal.starts).toHaveLength(1);
    expect(bench.temporal.starts[0]).not.toHaveProperty('memo');
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'succeeded');
  });

  it('reads the result of one that is closed already', async () => {
    const bench = createBench();
    bench.temporal.addRun();
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(begin(bench).outcome)).toHaveProperty('outcome', 'succeeded');
    expect(bench.temporal.runs).toHaveLength(1);
  });

  it('starts nothing when an attempt before it had found the pipeline', async () => {
    const bench = createBench();
    const first = begin(bench);
    await bench.clock.advance(1_000);
    first.cancel({ workerShutdown: true });
    const second = begin(bench, pipelineItem(), { heartbeatDetails: first.heartbeats.at(-1) });
    await bench.clock.advance(1_000);
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(second.outcome)).toHaveProperty('outcome', 'succeeded');
    expect(bench.temporal.calls.start).toBe(1);
  });

  it('says so when the pipeline it waited for is not known any more, and starts it no second time', async () => {
    const bench = createBench();
    const pipeline = { workflowId: WORKFLOW_ID, runId: 'gone', firstRunId: 'gone' };
    const heartbeatDetails = { waitingFor: 'remote', throttledMs: 0, pipeline };
    const { outcome } = begin(bench, pipelineItem(), { heartbeatDetails });
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'failed',
      error: { type: 'RemoteLost' },
      pipeline: { lineage: { workflowId: WORKFLOW_ID, runId: 'gone' } },
    });
    expect(bench.temporal.calls.start).toBe(0);
  });

  it('follows the run that an operator made by a reset', async () => {
    const bench = createBench();
    const { outcome, heartbeats } = begin(bench);
    await bench.clock.advance(1_000);
    bench.temporal.close('TERMINATED', { cause: new TerminatedFailure('reset') });
    bench.temporal.addRun();
    await bench.clock.advance(5_000);
    expect(heartbeats.at(-1)).toMatchObject({ pipeline: { runId: 'run-2', firstRunId: 'run-1' } });
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'succeeded',
      pipeline: { runId: 'run-2' },
    });
  });

  it('returns how a pipeline ended without success: an operator who terminates it frees the lane', async () => {
    const bench = createBench();
    const { outcome } = begin(bench);
    await bench.clock.advance(1_000);
    bench.temporal.close('TERMINATED', { cause: new TerminatedFailure('not wanted') });
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'terminated',
      error: { type: 'Terminated', message: 'not wanted' },
    });
  });

  it('gives what the end tells when no worker answers for the stages', async () => {
    const bench = createBench();
    delete bench.temporal.behaviour.status;
    const { outcome } = begin(bench);
    await bench.clock.advance(1_000);
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'succeeded',
      pipeline: { outputs: { ingestedUrl: RESULT.ingestedUrl }, stages: {} },
    });
    expect(bench.temporal.calls.query).toBe(4);
  });

  it('fails for good when Temporal refuses to start it', async () => {
    const bench = createBench();
    bench.temporal.behaviour.trouble.start = serviceError(INVALID_ARGUMENT, 'input too large');
    const failure = await bench.clock.runUntil(rejectionOf(begin(bench).outcome));
    expect(failure).toMatchObject({ type: 'BadInput', nonRetryable: true });
  });

  it('lets the later of two attempts in a process have the item', async () => {
    const bench = createBench();
    const first = begin(bench);
    await bench.clock.advance(1_000);
    const second = begin(bench);
    expect(await rejectionOf(first.outcome)).toMatchObject({ type: 'Transient', category: 'BENIGN' });
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(second.outcome)).toHaveProperty('outcome', 'succeeded');
  });
});

describe('processPipeline: Temporal in trouble', () => {
  it('waits through an outage and goes on', async () => {
    const bench = createBench();
    const { outcome, heartbeats } = begin(bench);
    await bench.clock.advance(1_000);
    const down = serviceError(UNAVAILABLE, 'connection refused');
    bench.temporal.behaviour.trouble = { describe: down, result: down };
    await bench.clock.advance(50_000);
    const because = 'Temporal does not answer: 14: connection refused';
    expect(heartbeats.at(-1)).toMatchObject({ waitingFor: 'retry', because, pipeline: { runId: 'run-1' } });
    bench.temporal.behaviour.trouble = {};
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'succeeded');
  });

  it('fails the attempt after some minutes, with the reason, to be retried', async () => {
    const bench = createBench();
    bench.temporal.behaviour.trouble.start = serviceError(UNAVAILABLE, 'connection refused');
    const failure = await bench.clock.runUntil(rejectionOf(begin(bench).outcome));
    expect(failure).toMatchObject({ type: 'Transient', nonRetryable: false });
    expect(String(failure)).toContain('connection refused');
  });

  it('gives up a call that is never answered and asks again', async () => {
    const bench = createBench();
    bench.temporal.behaviour.trouble.describe = 'silence';
    const { outcome } = begin(bench);
    await bench.clock.advance(30_000);
    expect(bench.temporal.calls.describe).toBeGreaterThan(1);
    bench.temporal.behaviour.trouble = {};
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'succeeded');
  });
});

describe('processPipeline: being cancelled', () => {
  it('cancels the pipeline when that was asked for, and returns how it ended with its stages', async () => {
    const bench = createBench();
    const { outcome, cancel, heartbeats } = begin(bench);
    await bench.clock.advance(1_000);
    cancel({ cancelRequested: true });
    await bench.clock.advance(30_000);
    expect(bench.temporal.calls.cancel).toBe(1);
    const beats = heartbeats.length;
    await bench.clock.advance(30_000);
    expect(heartbeats.length).toBeGreaterThan(beats);
    bench.temporal.close('CANCELLED', { cause: new CancelledFailure('the pipeline was cancelled') });
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'cancelled',
      pipeline: { stages: { ingest: { operation: { generation: 1 } } } },
    });
    expect(bench.clock.sleepers()).toBe(0);
  });

  it.each([{ notFound: true }, { timedOut: true }, { workerShutdown: true }])(
    'leaves the pipeline alone after %o',
    async (why) => {
      const bench = createBench();
      const { outcome, cancel } = begin(bench);
      await bench.clock.advance(1_000);
      cancel(why);
      const failure = await rejectionOf(outcome);
      await bench.clock.advance(120_000);
      expect(bench.temporal.calls.cancel).toBe(0);
      expect(bench.clock.sleepers()).toBe(0);
      if (why.workerShutdown) expect(failure).toMatchObject({ type: 'Transient', category: 'BENIGN' });
      else expect(failure).toBeInstanceOf(CancelledFailure);
    },
  );

  it('is just cancelled when nothing was started', async () => {
    const bench = createBench();
    bench.temporal.behaviour.trouble.start = serviceError(UNAVAILABLE, 'connection refused');
    const { outcome, cancel } = begin(bench);
    await bench.clock.advance(1_500);
    cancel({ cancelRequested: true });
    expect(await bench.clock.runUntil(rejectionOf(outcome))).toBeInstanceOf(CancelledFailure);
    expect(bench.temporal.runs).toHaveLength(0);
  });

  it('finds and cancels what a start that is cancelled had begun', async () => {
    const bench = createBench();
    bench.temporal.behaviour.onCancel = () => {
      bench.temporal.close('CANCELLED', { cause: new CancelledFailure('cancelled') });
    };
    bench.temporal.behaviour.trouble.describe = 'silence';
    const { outcome, cancel } = begin(bench);
    await bench.clock.advance(1);
    cancel({ cancelRequested: true });
    bench.temporal.behaviour.trouble = {};
    expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'cancelled');
  });

  it('waits for the end of a pipeline that was asked to cancel before', async () => {
    const bench = createBench();
    bench.temporal.behaviour.trouble.cancel = serviceError(ALREADY_EXISTS, 'cancellation already requested');
    const { outcome, cancel } = begin(bench);
    await bench.clock.advance(1_000);
    cancel({ cancelRequested: true });
    await bench.clock.advance(1_000);
    bench.temporal.close('CANCELLED', { cause: new CancelledFailure('cancelled') });
    expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'cancelled');
  });
});

describe('processPipeline: stop', () => {
  it('starts nothing, and says that there was none', async () => {
    const bench = createBench();
    const { outcome } = begin(bench, pipelineItem({ stop: true }));
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'notFound',
      pipeline: { workflowId: WORKFLOW_ID, runId: '' },
    });
    expect(bench.temporal.calls.start).toBe(0);
  });

  it('ends the one that runs', async () => {
    const bench = createBench();
    bench.temporal.addRun();
    bench.temporal.behaviour.onCancel = () => {
      bench.temporal.close('CANCELLED', { cause: new CancelledFailure('cancelled') });
    };
    const { outcome } = begin(bench, pipelineItem({ stop: true }));
    expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'cancelled');
  });

  it('tells how one that is closed had ended', async () => {
    const bench = createBench();
    bench.temporal.addRun();
    bench.temporal.close('FAILED', {
      cause: ApplicationFailure.create({ type: 'BadInput', message: 'not a URL', nonRetryable: true }),
    });
    const { outcome } = begin(bench, pipelineItem({ stop: true }));
    expect(await bench.clock.runUntil(outcome)).toMatchObject({
      outcome: 'failed',
      error: { type: 'BadInput', message: 'not a URL' },
    });
  });
});
