import {
  cancelBatch,
  pauseBatch,
  resumeBatch,
  setBatchConcurrency,
  setBatchSpendCap,
  type Concurrency,
} from '@org/media-contracts';
import { until } from '@org/tests-support';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { statusOf, type Batch } from './support/batch-world.ts';
import { causeOf } from './support/endings.ts';
import { held } from './support/held.ts';
import { itemsOf } from './support/scripted-items.ts';
import { after, endsBadly, hangs, succeeds, untilCancelled } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('pausing a batch', () => {
  it('starts nothing new, lets what is in flight end, and goes on when it is resumed', async (test) => {
    const { expect } = test;
    const slow = held();
    const { world, service } = await useWorld(test, {
      list: itemsOf(8),
      items: { 0: [succeeds(slow.promise)], 1: [succeeds(slow.promise)] },
    });
    const batch = await world.start({ settings: { concurrency: { total: 2 } } });
    await until('both lanes', () => service.inFlight.size === 2);
    expect(await batch.executeUpdate(pauseBatch, { args: [{ reason: 'lunch' }] })).toEqual({
      phase: 'paused',
    });
    slow.release();
    await until('both to end', async () => (await statusOf(batch)).counts.succeeded === 2);
    expect(await statusOf(batch)).toMatchObject({
      phase: 'paused',
      waitingFor: 'a person to resume it (lunch)',
      counts: { inFlight: 0, notStarted: 6 },
    });
    expect(service.calls).toHaveLength(2);
    // What ended before the pause becomes durable in it.
    await until('the shard', async () => (await statusOf(batch)).unflushed === 0);
    expect(await batch.executeUpdate(resumeBatch, { args: [{}] })).toEqual({ phase: 'running' });
    expect((await batch.result()).counts.succeeded).toBe(8);
  });

  it('while the list is read holds back the first item', async (test) => {
    const { expect } = test;
    const planned = held();
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(3),
      onPlan: async () => planned.promise,
    });
    const batch = await world.start();
    await until('the plan to be under way', () => store.plans.length === 1);
    expect(await batch.executeUpdate(pauseBatch, { args: [{}] })).toEqual({ phase: 'planning' });
    planned.release();
    await until('the pause', async () => (await statusOf(batch)).phase === 'paused');
    expect(service.calls).toEqual([]);
    await batch.executeUpdate(resumeBatch, { args: [{}] });
    expect((await batch.result()).counts.succeeded).toBe(3);
  });
});

describe.concurrent('cancelling a batch by an update', () => {
  it('waits for what is in flight when asked to, and starts nothing more', async (test) => {
    const { expect } = test;
    const slow = held();
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(6),
      items: { 0: [succeeds(slow.promise)], 1: [after(slow.promise, endsBadly())] },
    });
    const batch = await world.start({ settings: { concurrency: { total: 2 } } });
    await until('both lanes', () => service.inFlight.size === 2);
    expect(await batch.executeUpdate(cancelBatch, { args: [{ wait: true, reason: 'enough' }] })).toEqual({
      phase: 'stopping',
    });
    slow.release();
    expect(await batch.result()).toMatchObject({
      state: 'cancelled',
      reason: 'enough',
      counts: { succeeded: 1, failed: 1, cancelled: 0, notStarted: 4 },
    });
    // No second generation while stopping, and the row says that the first one has ended.
    expect(service.calls).toHaveLength(2);
    expect(store.manifests[0]?.rows[1]).toMatchObject({ outcome: 'failed', ended: true });
    expect(store.manifests[0]?.notStarted).toEqual([2, 3, 4, 5]);
    expect((await statusOf(batch)).phase).toBe('cancelled');
  });

  it('without waiting cancels what is in flight, and says what is left running at the service', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(5),
      otherwise: hangs(),
      findRemote: async ({ input }) => {
        if (input.includes('in-0.')) return { remote: { remoteId: 'task-0-1', state: 'running' } };
        if (input.includes('in-1.')) {
          return {
            remote: { remoteId: 'task-1-1', state: 'succeeded', outputUrl: 'https://outputs.test/1' },
          };
        }
        return {};
      },
    });
    const batch = await world.start({ settings: { concurrency: { total: 3 } } });
    await until('all lanes', () => service.inFlight.size === 3);
    await batch.executeUpdate(cancelBatch, { args: [{ wait: false }] });
    const { state, counts } = await batch.result();
    expect(state).toBe('cancelled');
    expect(counts).toMatchObject({ succeeded: 1, cancelled: 2, failed: 0, notStarted: 2 });
    expect(service.lookUps).toHaveLength(3);
    const rows = store.manifests[0]?.rows ?? [];
    expect(rows[0]).toMatchObject({ outcome: 'cancelled', remoteId: 'task-0-1', leftRunning: true });
    // It succeeded just before: what is paid is not thrown away.
    expect(rows[1]).toMatchObject({ outcome: 'succeeded', outputUrl: 'https://outputs.test/1' });
    // Lists lag behind: what the attempt named was running when it was told.
    expect(rows[2]).toMatchObject({ outcome: 'cancelled', remoteId: 'task-2-1', leftRunning: true });
  });

  it('waiting can be made not to wait', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { list: itemsOf(2), otherwise: hangs() });
    const batch = await world.start();
    await until('both', () => service.inFlight.size === 2);
    await batch.executeUpdate(cancelBatch, { args: [{ wait: true, reason: 'first' }] });
    await batch.executeUpdate(cancelBatch, { args: [{ wait: false, reason: 'second' }] });
    expect(await batch.result()).toMatchObject({
      state: 'cancelled',
      reason: 'first',
      counts: { cancelled: 2 },
    });
  });

  it('while the list is read ends it as cancelled, without a manifest', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(2),
      onPlan: async () => untilCancelled(),
    });
    const batch = await world.start();
    await until('the plan to be under way', () => store.plans.length === 1);
    await batch.executeUpdate(cancelBatch, { args: [{ wait: false }] });
    expect(await causeOf(batch)).toBeInstanceOf(CancelledFailure);
    expect(await statusOf(batch)).toMatchObject({ phase: 'cancelled' });
    expect(await statusOf(batch)).not.toHaveProperty('waitingFor');
    expect(store.manifests).toEqual([]);
    expect(service.calls).toEqual([]);
  });

  it('while the list is read and waiting for it, starts nothing and writes the manifest', async (test) => {
    const { expect } = test;
    const planned = held();
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(2),
      onPlan: async () => planned.promise,
    });
    const batch = await world.start();
    await until('the plan to be under way', () => store.plans.length === 1);
    await batch.executeUpdate(cancelBatch, { args: [{ wait: true }] });
    planned.release();
    expect(await batch.result()).toMatchObject({ state: 'cancelled', counts: { notStarted: 2 } });
    expect(service.calls).toEqual([]);
  });
});

describe.concurrent('setting the concurrency of a batch', () => {
  it('up begins more at once; down lets what is in flight end and begins fewer', async (test) => {
    const { expect } = test;
    const first = held();
    const rest = held();
    const { world, service } = await useWorld(test, {
      list: itemsOf(12),
      items: Object.fromEntries(
        Array.from({ length: 12 }, (_, at) => [at, [succeeds((at < 4 ? first : rest).promise)]]),
      ),
    });
    const batch = await world.start({ settings: { concurrency: { total: 2 } } });
    await until('two', () => service.inFlight.size === 2);
    await batch.executeUpdate(setBatchConcurrency, { args: [{ total: 4 }] });
    await until('four', () => service.inFlight.size === 4);
    await batch.executeUpdate(setBatchConcurrency, { args: [{ total: 1 }] });
    first.release();
    await until('one', async () => {
      const { counts } = await statusOf(batch);
      return counts.succeeded === 4 && counts.inFlight === 1 && service.inFlight.size === 1;
    });
    expect(service.inFlight.size).toBe(1);
    rest.release();
    await batch.result();
    expect(service.most['total']).toBe(4);
    expect((await statusOf(batch)).concurrency).toEqual({ total: 1 });
  });

  it('for a kind holds that kind alone', async (test) => {
    const { expect } = test;
    const slow = held();
    const { world, service } = await useWorld(test, {
      list: itemsOf(12, ['video', 'image']),
      otherwise: succeeds(slow.promise),
    });
    const batch = await world.start({ settings: { concurrency: { total: 2, perKind: { image: 1 } } } });
    await until('two', () => service.inFlight.size === 2);
    await batch.executeUpdate(setBatchConcurrency, { args: [{ total: 6, perKind: { video: 2 } }] });
    await until('six', () => service.inFlight.size === 6);
    expect(service.most).toMatchObject({ total: 6, video: 2, image: 4 });
    slow.release();
    await batch.result();
    expect(service.most['video']).toBe(2);
  });
});

describe.concurrent('an update with a value that cannot be', () => {
  it.for<[string, Concurrency]>([
    ['total must be a whole number from 1 to 500', { total: 0 }],
    ['total must be a whole number from 1 to 500', { total: 501 }],
    ['total must be a whole number from 1 to 500', { total: 1.5 }],
    ['image must be a whole number from 1 to 500', { total: 2, perKind: { image: 0 } }],
    ['film is no kind of item', { total: 2, perKind: { film: 1 } as Concurrency['perKind'] }],
  ])('is refused: %s (%o)', async ([reason, concurrency], test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { list: itemsOf(1), otherwise: hangs() });
    const batch = await world.start();
    expect(
      await refusalOf(() => batch.executeUpdate(setBatchConcurrency, { args: [concurrency] })),
    ).toContain(reason);
    expect((await statusOf(batch)).concurrency).toEqual({ total: 10 });
  });

  it('is refused when it caps a spend that is not known', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { list: itemsOf(1), otherwise: hangs() });
    const batch = await world.start();
    expect(await refusalOf(() => batch.executeUpdate(setBatchSpendCap, { args: [{ cap: 5 }] }))).toContain(
      'without prices',
    );
  });

  it('is refused when it caps the spend below nothing', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { list: itemsOf(1), otherwise: hangs() });
    const batch = await world.start({ settings: { spend: { prices: { video: { perItem: 1 } } } } });
    const ask = (): ReturnType<Batch['executeUpdate']> =>
      batch.executeUpdate(setBatchSpendCap, { args: [{ cap: -1 }] });
    expect(await refusalOf(ask)).toContain('cap must be a number from 0 up');
    expect((await statusOf(batch)).spend).not.toHaveProperty('cap');
  });
});

/** Why an update was refused. */
async function refusalOf(update: () => Promise<unknown>): Promise<string> {
  try {
    await update();
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return error.cause?.message ?? '';
    throw error;
  }
  throw new Error('the update was applied, which this test does not expect');
}
