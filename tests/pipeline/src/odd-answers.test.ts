import { randomUUID } from 'node:crypto';
import { WORKFLOWS, type RemoteOutcome } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { CancelledFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { failureDetailsOf, failureOf } from './support/pipeline-failure.ts';
import { statusOf } from './support/pipeline-world.ts';
import { accountBlocked, succeeds, successOf, throws } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const answers = (value: unknown) => [async () => value as RemoteOutcome];
const success = successOf('audio', { generation: 1 });

describe.concurrent('an activity that answers with what is no outcome', () => {
  it.for<[string, unknown, string]>([
    ['nothing', undefined, 'it names no remoteId'],
    ['text', 'done', 'it names no remoteId'],
    ['a success without a URL', { ...success, outputUrl: undefined }, 'it succeeded without an outputUrl'],
    ['a success without a file', { ...success, file: undefined }, 'it succeeded without a file'],
    ['an outcome nobody knows', { outcome: 'maybe', remoteId: 'x' }, 'its outcome is maybe'],
    ['a failure without an error', { outcome: 'remoteFailed', remoteId: 'x' }, 'it gives no error message'],
  ])('such as %s fails its stage and no other', async ([, value, reason], test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: answers(value) } });
    const pipeline = await world.start();
    const details = await failureDetailsOf(pipeline);
    expect(details.failed).toMatchObject([{ stage: 'audio', type: 'Unexpected' }]);
    expect(details.failed[0]?.message).toContain(reason);
    expect(details.succeeded).toHaveLength(3);
    expect(service.callsOf('audio')).toHaveLength(1);
  });

  it('is not left out silently when it says that it was cancelled', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, {
      stages: { audio: [throws(() => new CancelledFailure('by nobody'))] },
    });
    const pipeline = await world.start({ stages: { audio: { policy: { deadlineMs: 6_000 } } } });
    const details = await failureDetailsOf(pipeline);
    expect(details.failed).toMatchObject([{ stage: 'audio', type: 'TimedOut' }]);
  });

  it('keeps the pipeline parked when it is the probe', async (test) => {
    const { expect } = test;
    const replies = [undefined as never, { ok: true as const }];
    const { world, service } = await useWorld(test, {
      stages: { ingest: [accountBlocked, succeeds()] },
      probeAccount: async () => replies.shift() ?? (undefined as never),
    });
    const pipeline = await world.start();
    await until('the probe to be told of', async () => {
      return (await statusOf(pipeline)).parked?.reason === 'the probe of the account told nothing';
    });
    await pipeline.result();
    expect(service.probes).toHaveLength(2);
  });

  it('costs neither a file nor the reason of a failure when it is the inspection or the look-up', async (test) => {
    const { expect } = test;
    const nothing = async (): Promise<never> => undefined as never;
    const { world } = await useWorld(test, {
      stages: { audio: answers({}) },
      inspectOutput: nothing,
      findRemote: nothing,
    });
    const pipeline = await world.start();
    const { failed } = await failureDetailsOf(pipeline);
    expect(failed[0]?.message).toContain('could not be looked up');
    expect((await statusOf(pipeline)).stages.ingest).toMatchObject({
      state: 'succeeded',
      file: { inspected: false, inspectionProblem: 'the inspection told nothing' },
    });
  });
});

describe.concurrent('an input of no shape', () => {
  const source = 'https://media.test/in.mp4';
  it.for<[string, unknown[], string]>([
    ['nothing', [], 'one object with a `source` URL'],
    ['null', [null], 'one object with a `source` URL'],
    ['no source', [{}], 'one object with a `source` URL'],
    ['a destination that is no text', [{ source, destination: 5 }], 'replace is not a function'],
    ['a redrive without stages', [{ source, redrive: {} }], 'undefined'],
  ])('such as %s fails the pipeline with what to change', async ([, args, reason], test) => {
    const { expect } = test;
    const { world } = await useWorld(test);
    const handle = await world.client.workflow.start(WORKFLOWS.mediaPipeline, {
      workflowId: randomUUID(),
      taskQueue: world.taskQueue,
      args,
    });
    const failure = await failureOf(handle);
    expect(failure).toMatchObject({ type: 'BadInput', nonRetryable: true });
    expect(failure.message).toContain(reason);
    expect(failure.message).toContain('MediaPipelineInputSchema');
  });
});
