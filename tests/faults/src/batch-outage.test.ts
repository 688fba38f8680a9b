import { batchStatus, type BatchStatus } from '@org/media-contracts';
import { callBatchRunner, runBatchRunner } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { endOf, itemsOf, startBatch, type BatchHandle } from './support/batches.ts';
import { changeKey } from './support/change-key.ts';
import { readManifest } from './support/manifests.ts';
import { beginStretch } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

/** Long enough that the service can be killed before the first tasks end. */
const SIMULATION = ['--simulate', 'constant:3000'];

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-batch-outage', remoteArgs: SIMULATION });

const ITEMS = 30;
/** A batch that is parked asks by itself so seldom that only a person's word lets it go on here. */
const SELDOM_MS = 60 * 60_000;

async function start(id: string): Promise<BatchHandle> {
  const batch = await startBatch(stack(), id, itemsOf(id, ITEMS), { accountProbeMs: SELDOM_MS });
  await until('some items to have ended', async () => (await statusOf(batch)).counts.succeeded > 2);
  return batch;
}

function statusOf(batch: BatchHandle): Promise<BatchStatus> {
  return batch.query(batchStatus);
}

/** Every item ended well, in its first generation, and was paid once. */
async function expectNothingBurnt(
  batch: BatchHandle,
  stretch: Awaited<ReturnType<typeof beginStretch>>,
): Promise<void> {
  const result = await endOf(batch);
  expect(result).toMatchObject({ state: 'completed', counts: { succeeded: ITEMS, failed: 0 } });
  const { rows } = readManifest(stack(), result);
  expect(new Set(rows.map(({ generation }) => generation))).toEqual(new Set([1]));
  const { creates, duplicates } = await stretch.ledger();
  expect({ creates, duplicates }).toEqual({ creates: ITEMS, duplicates: [] });
}

describe('the remote service going away in the middle of a batch', () => {
  it('is waited out: the reason is told meanwhile, and no item is burnt', async () => {
    const stretch = await beginStretch(stack());
    const batch = await start('outage');
    stack().remote.killNow();
    await until('the batch to say why it waits', async () => {
      const { stdout } = await callBatchRunner(stack(), ['why', 'outage']);
      return /did not reach the service.*Goes on by itself/.test(stdout);
    });
    const status = await callBatchRunner(stack(), ['status', 'outage']);
    expect(status.exitCode).toBe(3);
    expect(status.stdout).toMatch(/requests of \d+ items? fail: .*did not reach the service/);
    expect((await statusOf(batch)).phase).toBe('running');
    await stack().remote.revive();
    await expectNothingBurnt(batch, stretch);
  });

  it('is told as well when every task exists, so that only the watcher asks', async () => {
    const stretch = await beginStretch(stack());
    const batch = await startBatch(stack(), 'watched', itemsOf('watched', 5));
    await until('every task to exist', async () => (await stretch.ledger()).creates === 5);
    stack().remote.killNow();
    await until('the batch to say why it waits', async () => {
      const { stdout } = await callBatchRunner(stack(), ['why', 'watched']);
      return /requests of 5 items.*did not reach the service.*Goes on by itself/.test(stdout);
    });
    await stack().remote.revive();
    expect(await endOf(batch)).toMatchObject({ state: 'completed', counts: { succeeded: 5, failed: 0 } });
    expect(await stretch.ledger()).toMatchObject({ creates: 5, duplicates: [] });
  });
});

describe('a key that is refused in the middle of a batch', () => {
  it('parks it: nothing new is started, the reason is told, and after it is mended resume lets it go on', async () => {
    const stretch = await beginStretch(stack());
    const batch = await start('wrong-key');
    const mend = await changeKey(stack(), SIMULATION);
    const parked = await until('the batch to park', async () => {
      const { phase, park } = await statusOf(batch);
      return phase === 'parked' && park;
    });
    expect(parked).toMatchObject({ kind: 'account', reason: expect.stringContaining('401') as string });
    expect(parked.nextProbeAt).toBeGreaterThan(Date.now());
    const { notStarted } = (await statusOf(batch)).counts;
    const told = await callBatchRunner(stack(), ['status', 'wrong-key']);
    expect(told.exitCode).toBe(3);
    expect(told.stdout).toMatch(/parked since .*401.*asks again at/);
    const { stdout } = await callBatchRunner(stack(), ['why', 'wrong-key']);
    expect(stdout).toMatch(/No item is lost or failed by it.*Once it is mended: .*resume wrong-key/);

    // Asking again with the same key leaves it parked.
    expect((await runBatchRunner(stack(), ['resume', 'wrong-key'])).exitCode).toBe(0);
    await until('another probe', async () => {
      const { park } = await statusOf(batch);
      return (
        park !== undefined && (park.nextProbeAt ?? 0) > Date.now() && park.nextProbeAt !== parked.nextProbeAt
      );
    });
    const { phase, counts } = await statusOf(batch);
    expect({ phase, failed: counts.failed }).toEqual({ phase: 'parked', failed: 0 });
    expect(counts.notStarted).toBe(notStarted);

    await mend();
    expect((await runBatchRunner(stack(), ['resume', 'wrong-key'])).exitCode).toBe(0);
    await expectNothingBurnt(batch, stretch);
  });

  it('of a batch that is told to end meanwhile leaves every item with a row or unstarted', async () => {
    const batch = await start('wrong-key-cancelled');
    const mend = await changeKey(stack(), SIMULATION);
    await until('the batch to park', async () => (await statusOf(batch)).phase === 'parked');
    const told = await runBatchRunner(stack(), ['cancel', 'wrong-key-cancelled', '--follow']);
    expect(told.exitCode).toBe(0);
    const result = await endOf(batch);
    expect(result).toMatchObject({ state: 'cancelled', counts: { failed: 0 } });
    const { rows, notStarted } = readManifest(stack(), result);
    expect(rows.length + notStarted.length).toBe(ITEMS);
    expect(notStarted.length).toBeGreaterThan(0);
    await mend();
  });
});
