import { until } from '@org/tests-support';
import { ApplicationFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { statusOf } from './support/batch-world.ts';
import { failureOf, stoppedResultOf } from './support/endings.ts';
import { held } from './support/held.ts';
import { itemsOf } from './support/scripted-items.ts';
import type { Step } from './support/scripted-service.ts';
import { endsBadly, hangs, succeeds, throws } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const permanently = endsBadly('remoteFailed', { kind: 'invalid_input', message: 'no such codec' });

describe.concurrent('an item whose remote task ends without success', () => {
  it('gets the next generation after its back-off, under another id', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(2),
      items: { 0: [endsBadly(), endsBadly('remoteLost'), succeeds()] },
    });
    const batch = await world.start();
    expect((await batch.result()).counts).toMatchObject({ succeeded: 2, failed: 0 });
    const calls = service.callsOf(0);
    expect(calls.map(({ work }) => work.operation.generation)).toEqual([1, 2, 3]);
    expect(new Set(calls.map(({ work }) => work.operation.operationId)).size).toBe(1);
    expect(new Set(calls.map(({ activityId }) => activityId)).size).toBe(3);
    // What has ended is not what the next generation goes on with.
    expect(calls.map(({ work }) => work.remoteId)).toEqual([undefined, undefined, undefined]);
    expect(store.manifests[0]?.rows[0]).toMatchObject({ outcome: 'succeeded', operation: { generation: 3 } });
  });

  it('fails with its reason when its generations are used up, and frees its lane', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(3),
      items: { 0: [endsBadly()] },
    });
    const batch = await world.start({ settings: { concurrency: { total: 1 }, policy: { generations: 2 } } });
    expect((await batch.result()).counts).toMatchObject({ succeeded: 2, failed: 1 });
    expect(service.callsOf(0)).toHaveLength(2);
    expect(store.manifests[0]?.rows[0]).toMatchObject({
      outcome: 'failed',
      error: { type: 'RemoteFailed', message: 'task-0-2: the encoder gave up' },
      ended: true,
    });
    expect((await statusOf(batch)).failures).toMatchObject([{ index: 0, type: 'RemoteFailed' }]);
  });

  it('is not paid for again when the same request would fail in the same way', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { list: itemsOf(1), items: { 0: [permanently] } });
    const batch = await world.start();
    expect((await batch.result()).counts.failed).toBe(1);
    expect(service.callsOf(0)).toHaveLength(1);
  });

  it('is not begun again when its deadline leaves no time for it', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(1),
      items: { 0: [endsBadly()] },
    });
    const batch = await world.start({
      settings: { policy: { backoffMs: 600_000, deadlineMs: 300_000 } },
    });
    await batch.result();
    expect(service.callsOf(0)).toHaveLength(1);
    expect(store.manifests[0]?.rows[0]?.error).toMatchObject({
      type: 'TimedOut',
      message: expect.stringContaining('the encoder gave up') as string,
    });
  });
});

describe.concurrent('an item that ends without an outcome', () => {
  it.for<[string, Step, { type: string; message: string }]>([
    [
      'that refuses its input',
      throws(() => ApplicationFailure.nonRetryable('the URL is refused', 'BadInput')),
      { type: 'BadInput', message: 'the URL is refused' },
    ],
    [
      'that throws',
      throws(() => ApplicationFailure.nonRetryable('a fault of ours', 'TypeError')),
      { type: 'TypeError', message: 'a fault of ours' },
    ],
    [
      'that is no outcome',
      async () => ({ outcome: 'done' }) as never,
      { type: 'Unexpected', message: 'not a RemoteOutcome' },
    ],
  ])('by an activity %s fails, and frees its lane', async ([, step, wanted], test) => {
    const { expect } = test;
    const { world, store } = await useWorld(test, { list: itemsOf(3), items: { 0: [step] } });
    const batch = await world.start({ settings: { concurrency: { total: 1 } } });
    expect((await batch.result()).counts).toMatchObject({ succeeded: 2, failed: 1 });
    const { error } = store.manifests[0]?.rows[0] ?? {};
    expect(error?.type).toBe(wanted.type);
    expect(error?.message).toContain(wanted.message);
  });

  it('in time is looked up: it says what is left running, and frees its lane', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(3),
      items: { 0: [hangs()] },
      findRemote: async () => ({ remote: { remoteId: 'task-0-1', state: 'running' } }),
    });
    const batch = await world.start({
      settings: { concurrency: { total: 1 }, policy: { deadlineMs: 3_000 } },
    });
    await batch.result();
    expect(service.lookUps).toHaveLength(1);
    expect(store.manifests[0]?.rows[0]).toMatchObject({
      outcome: 'failed',
      error: { type: 'TimedOut' },
      remoteId: 'task-0-1',
      leftRunning: true,
    });
    expect(store.manifests[0]?.counts).toMatchObject({ succeeded: 2, failed: 1 });
  });
});

describe.concurrent('a batch with more failures than it tolerates', () => {
  it.for([
    ['by count', { maxFailures: 1 }, '2 items failed; tolerated were 1'],
    ['by share', { maxFailureShare: 0.1 }, '2 items failed; tolerated were 10 % of 10'],
  ] as const)(
    '%s starts nothing new, lets what is in flight end, and fails with its result',
    async ([, limit, reason], test) => {
      const { expect } = test;
      const slow = held();
      const { world, service, store } = await useWorld(test, {
        list: itemsOf(10),
        items: { 0: [succeeds(slow.promise)], 2: [permanently], 4: [permanently] },
      });
      const batch = await world.start({ settings: { concurrency: { total: 2 }, ...limit } });
      const status = await until('the batch to stop', async () => {
        const now = await statusOf(batch);
        return now.phase === 'stopping' && now;
      });
      expect(status.counts).toMatchObject({ failed: 2, succeeded: 2, inFlight: 1 });
      slow.release();
      const result = await stoppedResultOf(batch);
      expect(result).toMatchObject({
        state: 'stopped',
        reason,
        counts: { succeeded: 3, failed: 2, notStarted: 5 },
      });
      expect(service.calls).toHaveLength(5);
      expect(store.manifests[0]?.input).toMatchObject({ state: 'stopped', reason });
      expect((await statusOf(batch)).phase).toBe('stopped');
    },
  );
});

describe.concurrent('a list that cannot be planned', () => {
  it('fails the batch with the words of the plan', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      onPlan: async () => {
        throw ApplicationFailure.nonRetryable('the list has no valid line', 'BadInput');
      },
    });
    const batch = await world.start();
    expect(await failureOf(batch)).toMatchObject({
      type: 'BadInput',
      message: 'the list has no valid line',
    });
    expect(service.calls).toEqual([]);
  });
});

describe.concurrent('a store in trouble', () => {
  it('holds new items back while results cannot become durable, and loses none', async (test) => {
    const { expect } = test;
    let broken = true;
    let attempts = 0;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(20),
      onShard: async () => {
        attempts++;
        if (broken) throw ApplicationFailure.create({ type: 'StoreTrouble', message: 'the store is full' });
      },
    });
    const batch = await world.start({ settings: { concurrency: { total: 2 } } });
    await until('the batch to wait for its store', async () => {
      const { waitingFor, counts } = await statusOf(batch);
      return waitingFor === 'results to become durable' && counts.inFlight === 0;
    });
    // More than twice the lanes wait for a shard; nothing more begins, however long that takes.
    const begun = service.calls.length;
    expect(begun).toBeGreaterThan(4);
    expect(begun).toBeLessThanOrEqual(6);
    await until('another attempt', () => attempts > 2);
    expect(service.calls).toHaveLength(begun);
    expect(store.shards.size).toBe(0);
    broken = false;
    expect((await batch.result()).counts.succeeded).toBe(20);
    expect(service.calls).toHaveLength(20);
  });
});
