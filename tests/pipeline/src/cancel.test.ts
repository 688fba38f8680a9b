import { randomUUID } from 'node:crypto';
import { pipelineStatus, WORKFLOWS, type MediaPipelineInput, type StageState } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { causeOf } from './support/pipeline-failure.ts';
import { QUICK, statusOf } from './support/pipeline-world.ts';
import type { Step } from './support/scripted-service.ts';
import { accountBlocked, endsBadly, freezes, hangs, throttled, transient } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

interface Moment {
  readonly state: StageState;
  readonly step: Step;
  readonly input?: Partial<MediaPipelineInput>;
}

const MOMENTS: Record<string, Moment> = {
  'while an attempt waits': { state: 'running', step: hangs() },
  'between two attempts': { state: 'running', step: transient },
  'between two generations': {
    state: 'backingOff',
    step: endsBadly('remoteFailed'),
    input: { stages: { audio: { policy: { backoffMs: 600_000 } } } },
  },
  'while parked': { state: 'parked', step: accountBlocked, input: { accountProbeMs: 3_600_000 } },
  'while waiting for quota': { state: 'waitingForQuota', step: throttled(600_000) },
};

describe.concurrent('cancelling a pipeline', () => {
  it.for(Object.entries(MOMENTS))(
    '%s records what was left running',
    async ([, { state, step, input }], test) => {
      const { expect } = test;
      const { world, service } = await useWorld(test, {
        stages: { audio: [step] },
        findRemote: async () => ({ remote: { remoteId: 'task-found', state: 'running' } }),
      });
      const pipeline = await world.start({ transcodeInParallel: false, ...input });
      await until(`audio to be ${state}`, async () => {
        const status = await statusOf(pipeline);
        return status.stages.audio.state === state && service.callsOf('audio').length > 0;
      });
      await pipeline.cancel();
      expect(await causeOf(pipeline)).toBeInstanceOf(CancelledFailure);
      const status = await statusOf(pipeline);
      expect(status).toMatchObject({
        phase: 'cancelled',
        stages: {
          ingest: { state: 'succeeded' },
          audio: { state: 'cancelled', leftRunning: { remoteId: 'task-found', state: 'running' } },
          transcode: { state: 'pending' },
        },
      });
      expect(status).not.toHaveProperty('parked');
      expect(service.lookUps.map((lookUp) => lookUp.operation)).toEqual([
        service.callsOf('audio')[0]?.work.operation,
      ]);
      expect(service.callsOf('transcode')).toEqual([]);
    },
  );

  it('is told of while an attempt has not heard of it yet', async (test) => {
    const { expect } = test;
    const thawed = Promise.withResolvers<undefined>();
    const { world, service } = await useWorld(test, { stages: { ingest: [freezes(thawed.promise)] } });
    // What is registered last comes first: the worker cannot be closed while its activity is frozen.
    test.onTestFinished(() => {
      thawed.resolve(undefined);
    });
    const pipeline = await world.start({ heartbeatTimeoutMs: 120_000 });
    await until('the wait', () => service.calls.length === 1);
    await pipeline.cancel();
    await until('the request to be told of', async () => (await statusOf(pipeline)).phase === 'cancelling');
    expect((await statusOf(pipeline)).stages.ingest.state).toBe('running');
    thawed.resolve(undefined);
    expect(await causeOf(pipeline)).toBeInstanceOf(CancelledFailure);
  });

  it('before its first task ends it without asking for anything', async (test) => {
    const { expect } = test;
    const taskQueue = `late-${randomUUID()}`;
    const { world: elsewhere } = await useWorld(test);
    const pipeline = await elsewhere.client.workflow.start(WORKFLOWS.mediaPipeline, {
      workflowId: taskQueue,
      taskQueue,
      args: [QUICK],
    });
    await pipeline.cancel();
    const { service } = await useWorld(test, {}, { taskQueue });
    expect(await causeOf(pipeline)).toBeInstanceOf(CancelledFailure);
    expect(service.calls).toEqual([]);
    expect((await pipeline.query(pipelineStatus)).phase).toBe('cancelled');
  });

  it('during an inspection keeps what was paid for', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      inspectOutput: async () => {
        const beat = setInterval(heartbeatOf(Context.current()), 200);
        try {
          await Context.current().cancelled;
        } finally {
          clearInterval(beat);
        }
        throw new Error('this line is not reached');
      },
    });
    const pipeline = await world.start({
      stages: { audio: { enabled: false }, thumbnails: { enabled: false } },
    });
    await until('both inspections', () => service.inspections.length === 2);
    await pipeline.cancel();
    expect(await causeOf(pipeline)).toBeInstanceOf(CancelledFailure);
    const { transcode } = (await statusOf(pipeline)).stages;
    expect(transcode).toMatchObject({
      state: 'succeeded',
      outcome: { outcome: 'succeeded' },
      file: { inspected: false, inspectionProblem: 'the pipeline was cancelled' },
    });
    expect(transcode).not.toHaveProperty('waitingFor');
    expect(service.lookUps).toEqual([]);
  });

  it('takes the word of the attempt for a task that the list does not show yet', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { ingest: [hangs()] },
      findRemote: async () => ({}),
    });
    const pipeline = await world.start();
    await until('the wait', () => service.calls.length === 1);
    await pipeline.cancel();
    expect(await causeOf(pipeline)).toBeInstanceOf(CancelledFailure);
    expect((await statusOf(pipeline)).stages.ingest).toMatchObject({
      state: 'cancelled',
      leftRunning: { remoteId: 'task-ingest-1', state: 'running' },
    });
  });

  it('says so when what was left running could not be looked up', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { ingest: [hangs()] },
      findRemote: async () => {
        throw ApplicationFailure.create({ type: 'AccountBlocked', message: 'no key', nonRetryable: true });
      },
    });
    const pipeline = await world.start();
    await until('the wait', () => service.calls.length === 1);
    await pipeline.cancel();
    expect(await causeOf(pipeline)).toBeInstanceOf(CancelledFailure);
    expect((await statusOf(pipeline)).stages.ingest.error?.message).toContain('could not be looked up');
  });
});

describe.concurrent('terminating a pipeline', () => {
  it('leaves a status that still tells what was running', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { ingest: [hangs()] } });
    const pipeline = await world.start();
    await until('the wait', () => service.calls.length === 1);
    await pipeline.terminate('for the test');
    expect(await causeOf(pipeline)).toBeInstanceOf(TerminatedFailure);
    expect((await statusOf(pipeline)).stages.ingest).toMatchObject({
      state: 'running',
      operation: service.calls[0]?.work.operation,
    });
  });
});

function heartbeatOf(context: Context): () => void {
  return () => {
    context.heartbeat();
  };
}
