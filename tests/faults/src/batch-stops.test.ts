import {
  batchStatus,
  cancelBatch,
  resumeBatch,
  setBatchSpendCap,
  type BatchStatus,
} from '@org/media-contracts';
import { startStack, type Stack } from '@org/tests-harness';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endOf, itemsOf, startBatch, type BatchHandle } from './support/batches.ts';
import { readManifest } from './support/manifests.ts';
import { beginStretch } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED } from './support/use-stack.ts';

const ITEMS = 72;
const LANES = 8;
/** A run is handed over after every few results: whatever happens, happens at a hand-over or close to one. */
const SETTINGS = { concurrency: { total: LANES }, handOverResults: 1 };

let started: Stack | undefined;

beforeAll(async () => {
  started = await startStack({
    ...SIMULATED,
    taskQueue: 'faults-batch-stops',
    // Items that end within a second are let end before a hand-over; these are carried over it.
    remoteArgs: ['--simulate', 'uniform:1500:2500'],
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 20 },
  });
});
afterEach(async () => {
  await started?.admin.setFaults([]);
});
afterAll(async () => {
  await started?.stop();
});

function stack(): Stack {
  if (!started) throw new Error('the stack is started before the first test');
  return started;
}

function statusOf(batch: BatchHandle): Promise<BatchStatus> {
  return batch.query(batchStatus);
}

/** Returns in the moments after a run was handed over. */
async function untilHandOver(batch: BatchHandle, after: number): Promise<void> {
  await until('a hand-over', async () => (await statusOf(batch)).handOvers > after);
}

/** As many tasks as items that began, none twice; and hand-overs, or the test has shown nothing. */
async function expectPaidOnce(
  batch: BatchHandle,
  stretch: Awaited<ReturnType<typeof beginStretch>>,
  began: number,
): Promise<void> {
  const { creates, duplicates } = await stretch.ledger();
  expect({ creates, duplicates }).toEqual({ creates: began, duplicates: [] });
  expect((await statusOf(batch)).handOvers).toBeGreaterThan(1);
}

describe('a batch that is handed over every few results', () => {
  it('and cancelled waits for what is in flight, and leaves the rest unstarted', async () => {
    const stretch = await beginStretch(stack());
    const batch = await startBatch(stack(), 'stop-cancel', itemsOf('stop-cancel', ITEMS), SETTINGS);
    await untilHandOver(batch, 1);
    await batch.executeUpdate(cancelBatch, { args: [{ wait: true, reason: 'enough' }] });
    const result = await endOf(batch);
    expect(result).toMatchObject({
      state: 'cancelled',
      reason: 'enough',
      counts: { failed: 0, cancelled: 0 },
    });
    const { rows, notStarted } = readManifest(stack(), result);
    expect(notStarted.length).toBeGreaterThan(0);
    await expectPaidOnce(batch, stretch, rows.length);
  });

  it('and cancelled at once says of every item in flight that it was left running, and by which id', async () => {
    const stretch = await beginStretch(stack());
    const batch = await startBatch(stack(), 'stop-now', itemsOf('stop-now', ITEMS), SETTINGS);
    await untilHandOver(batch, 1);
    await batch.executeUpdate(cancelBatch, { args: [{ wait: false }] });
    const result = await endOf(batch);
    expect(result.state).toBe('cancelled');
    const { rows } = readManifest(stack(), result);
    const left = rows.filter(({ outcome }) => outcome === 'cancelled');
    const { groups, creates } = await stretch.ledger();
    for (const { url, ...row } of left) {
      const [task] = groups.find(({ asked }) => asked.includes(`"${url}"`))?.creates ?? [];
      // An item may have been stopped before it was asked for.
      if (task) expect(row).toMatchObject({ remoteId: task.id, leftRunning: true });
      else expect(row).not.toHaveProperty('remoteId');
    }
    expect(creates).toBeLessThanOrEqual(rows.length);
    expect((await statusOf(batch)).handOvers).toBeGreaterThan(1);
  });

  it('parks at its cap on spend, never goes beyond, and goes on when the cap is raised', async () => {
    const stretch = await beginStretch(stack());
    const cap = 30;
    const batch = await startBatch(stack(), 'stop-spend', itemsOf('stop-spend', ITEMS), {
      ...SETTINGS,
      spend: { prices: { video: { perItem: 1 }, image: { perItem: 1 } }, cap },
    });
    await until('the batch to park', async () => (await statusOf(batch)).phase === 'parked');
    const { park, spend, handOvers } = await statusOf(batch);
    expect(park).toMatchObject({ kind: 'spend', reason: expect.stringContaining('30') as string });
    expect(spend).toMatchObject({ spent: cap, reserved: 0, cap });
    expect(handOvers).toBeGreaterThan(1);
    expect((await stretch.ledger()).creates).toBe(cap);
    await batch.executeUpdate(resumeBatch, { args: [{}] });
    await until('the batch to park again', async () => (await statusOf(batch)).phase === 'parked');
    expect((await stretch.ledger()).creates).toBe(cap);

    await batch.executeUpdate(setBatchSpendCap, { args: [{ cap: null }] });
    const result = await endOf(batch);
    expect(result).toMatchObject({ state: 'completed', counts: { succeeded: ITEMS }, spend: ITEMS });
    readManifest(stack(), result);
    await expectPaidOnce(batch, stretch, ITEMS);
  });

  it('starts nothing new once more have failed than it tolerates, and finishes what is in flight', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults(
      Array.from({ length: 6 }, (_, at) => ({
        fault: 'failed',
        permanent: true,
        inputIncludes: `/stop-failures/${24 + at}.mp4`,
      })),
    );
    const items = itemsOf('stop-failures', ITEMS);
    const batch = await startBatch(stack(), 'stop-failures', items, { ...SETTINGS, maxFailures: 3 });
    const result = await endOf(batch);
    expect(result).toMatchObject({
      state: 'stopped',
      reason: expect.stringMatching(/tolerated were 3/) as string,
    });
    const { rows, notStarted } = readManifest(stack(), result);
    expect(result.counts.failed).toBeGreaterThan(3);
    expect(result.counts.failed).toBeLessThanOrEqual(6);
    expect(result.counts).toMatchObject({ cancelled: 0, notStarted: notStarted.length });
    expect(notStarted.length).toBeGreaterThan(0);
    await expectPaidOnce(batch, stretch, rows.length);
  });
});
