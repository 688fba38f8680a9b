import { batchItemStatus, resumeBatch, setBatchSpendCap, type BatchStatus } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { currentRun, statusOf, type Batch } from './support/batch-world.ts';
import { held } from './support/held.ts';
import { itemsOf } from './support/scripted-items.ts';
import { accountBlocked, succeeds, throttled } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const SELDOM = { accountProbeMs: 3_600_000, concurrency: { total: 2 } };

describe.concurrent('a batch whose account is blocked', () => {
  it('parks, begins nothing, and goes on with the same generations once it is resumed', async (test) => {
    const { expect } = test;
    const slow = held();
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(6),
      items: { 0: [accountBlocked, succeeds()], 1: [succeeds(slow.promise)] },
    });
    const batch = await world.start({ settings: SELDOM });
    const parked = await untilParked(batch);
    expect(parked).toMatchObject({
      park: { kind: 'account', reason: 'the key was refused (402)' },
      waitingFor: 'the account: the key was refused (402)',
      counts: { inFlight: 1, waiting: 1, notStarted: 4 },
    });
    slow.release();
    await until('the other to end', async () => (await statusOf(batch)).counts.succeeded === 1);
    expect(service.calls).toHaveLength(2);
    expect(service.probes).toEqual([]);
    const item = await currentRun(batch).query(batchItemStatus, { index: 0 });
    expect(item).toMatchObject({ state: 'waiting', waitingFor: 'the account to work again' });

    await batch.executeUpdate(resumeBatch, { args: [{}] });
    expect((await batch.result()).counts).toMatchObject({ succeeded: 6, failed: 0 });
    expect(service.probes).toEqual([{ account: 'default' }]);
    const [refused, again] = service.callsOf(0);
    expect(again?.activityId).toBe(refused?.activityId);
    expect(again?.work).toEqual(refused?.work);
    for (const { operation } of store.manifests[0]?.rows ?? []) expect(operation.generation).toBe(1);
  });

  it('asks by itself, one probe at a time, until the account works', async (test) => {
    const { expect } = test;
    const answer = held();
    let asked = 0;
    const { world, service } = await useWorld(test, {
      list: itemsOf(4),
      items: { 0: [accountBlocked, succeeds()], 1: [accountBlocked, succeeds()] },
      probeAccount: async () => {
        if (asked++ === 0) await answer.promise;
        return asked < 2 ? { ok: false, reason: 'still unpaid' } : { ok: true };
      },
    });
    const batch = await world.start({ settings: { concurrency: { total: 2 } } });
    await until('the first probe', () => service.probes.length === 1);
    await batch.executeUpdate(resumeBatch, { args: [{}] });
    await batch.executeUpdate(resumeBatch, { args: [{}] });
    expect(service.probes).toHaveLength(1);
    answer.release();
    expect((await batch.result()).counts.succeeded).toBe(4);
    expect(service.probes).toHaveLength(2);
    expect(service.calls.map(({ work }) => work.operation.generation)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe.concurrent('an item that the quota holds back beyond its deadline', () => {
  it('waits until the quota returns, and goes on with the same generation', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      list: itemsOf(3),
      items: { 0: [throttled(6_000), succeeds()] },
    });
    const batch = await world.start({
      settings: { concurrency: { total: 1 }, policy: { deadlineMs: 4_000 } },
    });
    const status = await until('the wait for quota', async () => {
      const now = await statusOf(batch);
      return now.quotaUntil !== undefined && now;
    });
    expect(status.waitingFor).toBe(`quota until ${new Date(status.quotaUntil ?? 0).toISOString()}`);
    expect(status.counts).toMatchObject({ waiting: 1, inFlight: 0, notStarted: 2 });
    expect((await batch.result()).counts).toMatchObject({ succeeded: 3, failed: 0 });
    const [refused, again] = service.callsOf(0);
    expect(again?.activityId).toBe(refused?.activityId);
    expect(again?.work).toEqual(refused?.work);
    expect((await statusOf(batch)).throttledMs).toBeGreaterThan(0);
  });
});

describe.concurrent('a batch at its cap on spend', () => {
  it('parks when nothing is in flight, and goes on when the cap is raised or lifted', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { list: itemsOf(8) });
    const spend = { prices: { video: { perItem: 1 } }, cap: 3, currency: 'EUR' };
    const batch = await world.start({ settings: { concurrency: { total: 2 }, spend } });
    expect(await untilParked(batch)).toMatchObject({
      park: {
        kind: 'spend',
        reason: 'the next item would go beyond the cap of 3 EUR: raise it, or cancel the batch',
      },
      spend: { spent: 3, reserved: 0, cap: 3, currency: 'EUR' },
      counts: { succeeded: 3, inFlight: 0, notStarted: 5 },
    });
    expect(service.calls).toHaveLength(3);

    // To resume it is not enough.
    await batch.executeUpdate(resumeBatch, { args: [{}] });
    await untilParked(batch);
    expect(service.calls).toHaveLength(3);

    await batch.executeUpdate(setBatchSpendCap, { args: [{ cap: 5 }] });
    await until('the raised cap to be reached', async () => {
      const { park, spend: now } = await statusOf(batch);
      return park !== undefined && now?.spent === 5;
    });
    expect(service.calls).toHaveLength(5);
    await batch.executeUpdate(setBatchSpendCap, { args: [{ cap: null }] });
    expect(await batch.result()).toMatchObject({ spend: 8, counts: { succeeded: 8 } });
  });

  it('never goes beyond it, however many are in flight and however long the outputs are', async (test) => {
    const { expect } = test;
    const slow = held();
    const { world, service } = await useWorld(test, {
      list: itemsOf(12),
      // Two minutes each, where one was assumed.
      otherwise: succeeds(slow.promise, 120),
    });
    const spend = { prices: { video: { perMinute: 1 } }, cap: 10 };
    const batch = await world.start({ settings: { concurrency: { total: 4 }, spend } });
    await until('all lanes', () => service.inFlight.size === 4);
    expect((await statusOf(batch)).spend).toMatchObject({ spent: 0, reserved: 4 });
    slow.release();
    const { spend: at } = await untilParked(batch);
    expect(at?.spent).toBe(10);
    expect(service.calls).toHaveLength(5);
  });
});

function untilParked(batch: Batch): Promise<BatchStatus> {
  return until('the batch to be parked', async () => {
    const status = await statusOf(batch);
    return status.phase === 'parked' && status;
  });
}
