import { until } from '@org/tests-support';
import { ApplicationFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { failureDetailsOf } from './support/pipeline-failure.ts';
import { statusOf } from './support/pipeline-world.ts';
import { endsBadly, freezes, hangs, outputUrlOf, remoteIdOf, succeeds, transient } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const FIRST = { generation: 1 };
const short = (policy: object) => ({ stages: { ingest: { policy } } });

describe.concurrent('attempts at one generation', () => {
  it('hand the wait over when one has waited long enough', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { ingest: [hangs(), succeeds()] } });
    const pipeline = await world.start(short({ waitMs: 3_000 }));
    await pipeline.result();
    const [first, second] = service.callsOf('ingest');
    expect(first?.startToCloseMs).toBe(3_000);
    expect(second).toMatchObject({
      attempt: 2,
      activityId: first?.activityId,
      work: first?.work,
      heartbeatDetails: { remoteId: remoteIdOf('ingest', FIRST) },
    });
  });

  it('are taken over from a worker that is shut down', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(
      test,
      { stages: { ingest: [hangs(), succeeds()] } },
      { remoteWorker: false },
    );
    const worker = await world.startRemoteWorker();
    const pipeline = await world.start();
    await until('the wait to begin', () => service.calls.length === 1);
    await worker.stop();
    await world.startRemoteWorker();
    await pipeline.result();
    expect(service.callsOf('ingest')[1]).toMatchObject({
      work: service.calls[0]?.work,
      heartbeatDetails: { remoteId: remoteIdOf('ingest', FIRST) },
    });
  });

  it('are taken over from a worker that has gone silent', async (test) => {
    const { expect } = test;
    const thawed = Promise.withResolvers<undefined>();
    const { world, service } = await useWorld(test, {
      stages: { ingest: [freezes(thawed.promise), succeeds()] },
    });
    // What is registered last comes first: the worker cannot be closed while its activity is frozen.
    test.onTestFinished(() => {
      thawed.resolve(undefined);
    });
    const pipeline = await world.start();
    await pipeline.result();
    expect(service.callsOf('ingest')[1]).toMatchObject({
      attempt: 2,
      work: service.calls[0]?.work,
      heartbeatDetails: { remoteId: 'task-frozen' },
    });
  });
});

describe.concurrent('the deadline of a stage', () => {
  it('ends the stage as timed out, with what was left running', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [hangs()] },
      findRemote: async () => ({ remote: { remoteId: 'task-found', state: 'running' } }),
    });
    const pipeline = await world.start({ stages: { audio: { policy: { deadlineMs: 6_000 } } } });
    expect((await failureDetailsOf(pipeline)).failed).toMatchObject([
      { stage: 'audio', type: 'TimedOut', generation: 1, remoteId: 'task-found' },
    ]);
    const { audio } = (await statusOf(pipeline)).stages;
    expect(audio).toMatchObject({
      state: 'timedOut',
      leftRunning: { remoteId: 'task-found', state: 'running' },
    });
    expect(service.lookUps).toEqual([
      {
        operation: service.callsOf('audio')[0]?.work.operation,
        account: 'default',
        input: outputUrlOf('ingest', FIRST),
      },
    ]);
  });

  it('tells the last trouble when trouble lasted until then', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { stages: { ingest: [transient] } });
    const pipeline = await world.start(short({ deadlineMs: 6_000 }));
    const { failed } = await failureDetailsOf(pipeline);
    expect(failed).toMatchObject([{ type: 'TimedOut' }]);
    expect(failed[0]?.message).toContain('503 from the service');
  });

  it('leaves no time for a generation whose back-off would pass it', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { stages: { ingest: [endsBadly('remoteFailed')] } });
    const pipeline = await world.start(short({ deadlineMs: 60_000, backoffMs: 90_000 }));
    const { failed } = await failureDetailsOf(pipeline);
    expect(failed).toMatchObject([{ type: 'TimedOut', remoteId: remoteIdOf('ingest', FIRST) }]);
    expect(failed[0]?.message).toContain('the encoder gave up');
  });

  it('says so when what was left running could not be looked up', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, {
      stages: { ingest: [hangs()] },
      findRemote: async () => {
        throw ApplicationFailure.create({ type: 'AccountBlocked', message: 'no key', nonRetryable: true });
      },
    });
    const pipeline = await world.start(short({ deadlineMs: 6_000 }));
    const { failed } = await failureDetailsOf(pipeline);
    expect(failed[0]?.message).toContain('could not be looked up: no key');
  });
});
