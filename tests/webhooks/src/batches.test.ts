import type { BatchItem } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { runBatch } from './support/run-batch.ts';
import { useWebhooks } from './support/use-webhooks.ts';

const own = useWebhooks({
  taskQueue: 'webhooks-batches',
  remoteArgs: ['--simulate', 'constant:300'],
  workerEnv: { WORKER_WATCH_SCALE: '0.1' },
  // Runs are handed over early: the server suggests it after so many events.
  dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 40 },
});

/** Files, some of which fail for good, and a few whole pipelines. */
function itemsOf(name: string): BatchItem[] {
  return Array.from({ length: 40 }, (_, index) => ({
    url: `https://media.test/${name}/${index % 10 === 9 ? 'bad' : 'good'}-${index}.mp4`,
    kind: index % 20 === 4 ? 'pipeline' : 'video',
    ...(index % 20 === 4 && { options: { inspectOutputs: false } }),
  }));
}

const BAD = { fault: 'failed', inputIncludes: 'bad', afterMs: 50, permanent: true };
const SETTINGS = { concurrency: { total: 8 }, handOverResults: 8 };

describe('a batch told by webhooks', () => {
  it('completes items by their id in whichever run is the current one', async () => {
    const workflowId = 'told-batch';
    const webhookUrl = own.webhooks().urlFor(workflowId);
    const items = itemsOf('told').filter(({ kind }) => kind === 'video');
    const batch = await runBatch(own.stack(), { workflowId, items, settings: { ...SETTINGS, webhookUrl } });
    expect(batch.handOvers).toBeGreaterThan(0);
    expect(batch.items.map(({ outcome }) => outcome)).toEqual(items.map(() => 'succeeded'));
    // A webhook that meets a hand-over finds nothing to complete; the next run then reads.
    expect(own.webhooks().count('completed')).toBeGreaterThan(items.length / 2);
    expect(batch.manifest).not.toContain('/webhooks/');
  });

  it('ends the same when one in five webhooks is lost and one in five comes twice', async () => {
    await own.stack().admin.setFaults([BAD]);
    const items = itemsOf('faulty');
    const plain = await runBatch(own.stack(), { workflowId: 'plain-batch', items, settings: SETTINGS });
    await own
      .stack()
      .admin.setFaults([
        BAD,
        { fault: 'webhookLost', probability: 0.2 },
        { fault: 'webhookDoubled', probability: 0.2 },
        { fault: 'webhookOutOfOrder', probability: 0.2 },
      ]);
    const workflowId = 'faulty-batch';
    const settings = { ...SETTINGS, webhookUrl: own.webhooks().urlFor(workflowId) };
    const mark = await own.stack().admin.mark();
    const told = await runBatch(own.stack(), { workflowId, items, settings });
    expect(told.items).toEqual(plain.items);
    expect(told.items.filter(({ outcome }) => outcome === 'failed')).toHaveLength(4);
    const { duplicates, groups } = await own.stack().admin.ledger(mark);
    expect(duplicates).toEqual([]);
    expect(new Set(groups.map((group) => group.creates.length))).toEqual(new Set([1]));
    expect(own.webhooks().count('completed')).toBeGreaterThan(items.length / 2);
  });
});
