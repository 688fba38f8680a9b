import { batchStatus, cancelBatch, pauseBatch } from '@org/media-contracts';
import { callBatchRunner, type Stack } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { endOf, itemsOf, startBatch, type BatchHandle } from './support/batches.ts';
import { readManifest } from './support/manifests.ts';
import { beginStretch } from './support/paid.ts';
import { useSmallStore, type TroubleName } from './support/small-store.ts';
import { until } from './support/until.ts';
import { SIMULATED } from './support/use-stack.ts';

const smallStore = useSmallStore({ ...SIMULATED, taskQueue: 'faults-batch-store' });

const ITEMS = 40;

const TROUBLES: readonly (readonly [TroubleName, RegExp])[] = [
  ['full', /no space is left.*make room or raise its quota/],
  ['read-only', /read-only.*let the worker write to it/],
];

/** What `status` and `why` say that a batch waits for, when they say that something fails. */
async function reasonOf(stack: Stack, id: string, doing: string): Promise<string> {
  await until(`${id} to say why it waits`, async () => {
    const { stdout } = await callBatchRunner(stack, ['why', id]);
    return stdout.includes(`${doing} fails`);
  });
  const told = await Promise.all(['status', 'why'].map((command) => callBatchRunner(stack, [command, id])));
  for (const { stdout } of told) expect(stdout).toContain(`${doing} fails`);
  return told.map(({ stdout }) => stdout).join('\n');
}

async function succeeded(batch: BatchHandle): Promise<number> {
  return (await batch.query(batchStatus)).counts.succeeded;
}

async function expectWhole(stack: Stack, batch: BatchHandle): Promise<void> {
  const result = await endOf(batch);
  expect(result).toMatchObject({ state: 'completed', counts: { succeeded: ITEMS, failed: 0 } });
  const { rows } = readManifest(stack, result);
  expect(rows).toHaveLength(ITEMS);
}

describe.each(TROUBLES)('a store that is %s', (name, advice) => {
  it('while a list is planned is waited for, and the reason is told', async (test) => {
    const { stack, trouble } = smallStore(test);
    const id = `store-${name}-planning`;
    await trouble[name].begin();
    const batch = await startBatch(stack, id, itemsOf(id, ITEMS));
    expect(await reasonOf(stack, id, 'reading the list')).toMatch(advice);
    await trouble[name].end();
    await expectWhole(stack, batch);
  });

  it('in the middle loses nothing and pays nothing twice', async (test) => {
    const { stack, trouble } = smallStore(test);
    const stretch = await beginStretch(stack);
    const id = `store-${name}-results`;
    const batch = await startBatch(stack, id, itemsOf(id, ITEMS), { concurrency: { total: 5 } });
    await until('some items to have ended', async () => (await succeeded(batch)) > 5);
    await trouble[name].begin();
    expect(await reasonOf(stack, id, 'writing results')).toMatch(advice);
    await trouble[name].end();
    await expectWhole(stack, batch);
    const { creates, duplicates } = await stretch.ledger();
    expect({ creates, duplicates }).toEqual({ creates: ITEMS, duplicates: [] });
  });

  it('while the manifest is written is waited for', async (test) => {
    const { stack, trouble } = smallStore(test);
    const id = `store-${name}-manifest`;
    const batch = await startBatch(stack, id, itemsOf(id, ITEMS), { concurrency: { total: 5 } });
    await until('some items to have ended', async () => (await succeeded(batch)) > 0);
    await batch.executeUpdate(pauseBatch, { args: [{}] });
    await until('nothing to be in flight and every result to be durable', async () => {
      const { counts, unflushed } = await batch.query(batchStatus);
      return counts.inFlight + counts.waiting + unflushed === 0;
    });
    await trouble[name].begin();
    await batch.executeUpdate(cancelBatch, { args: [{ wait: true }] });
    expect(await reasonOf(stack, id, 'writing the manifest')).toMatch(advice);
    await trouble[name].end();
    const result = await endOf(batch);
    expect(result).toMatchObject({ state: 'cancelled', counts: { failed: 0, cancelled: 0 } });
    const { rows, notStarted } = readManifest(stack, result);
    expect(rows.length).toBeGreaterThan(0);
    expect(notStarted.length).toBeGreaterThan(0);
  });
});
