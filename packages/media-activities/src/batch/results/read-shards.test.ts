import { describe, expect, it } from 'vitest';
import { createMemoryStore, type MemoryStore } from '../../testing/memory-store.js';
import { PREFIX, rowOf, storeShards } from '../../testing/stored-batch.js';
import { readShards } from './read-shards.js';

const rows = [0, 1, 2].map((index) => [rowOf(index, 'video', 'succeeded')]);
const keyOf = (number: number): string => `${PREFIX}/shards/r1/00000${number}.json`;

async function numbers(store: MemoryStore, from: string | undefined): Promise<number[]> {
  const found: number[] = [];
  for await (const { number } of readShards({ store, prefix: PREFIX, from })) found.push(number);
  return found;
}

function change(store: MemoryStore, key: string, changes: Record<string, unknown>): void {
  const shard = JSON.parse(String(store.objects.get(key))) as Record<string, unknown>;
  store.objects.set(key, Buffer.from(JSON.stringify({ ...shard, ...changes })));
}

describe('readShards', () => {
  it('follows the chain from the newest to the first, past shards that are not in it', async () => {
    const store = createMemoryStore();
    const last = storeShards(store, rows);
    storeShards(store, rows, { runId: 'reset', firstNumber: 2 });
    expect(await numbers(store, last)).toEqual([3, 2, 1]);
  });

  it('has nothing when no shard was written', async () => {
    expect(await numbers(createMemoryStore(), undefined)).toEqual([]);
  });

  it('names a shard that is missing, and is tried again', async () => {
    const store = createMemoryStore();
    const last = storeShards(store, rows);
    store.objects.delete(keyOf(2));
    await expect(numbers(store, last)).rejects.toMatchObject({
      type: 'Transient',
      message: expect.stringContaining(`${keyOf(2)} is missing from the store: put it back`) as string,
    });
  });

  it.each([
    ['leads in a circle', { predecessor: keyOf(2) }, 'circle'],
    ['leads out of the batch', { predecessor: 'batches/other/r1/shards/r1/000001.json' }, 'outside of'],
    ['was copied over another', { key: keyOf(1) }, 'copied'],
    ['has a row that is none', { rows: [{ index: -1 }] }, 'rows.0'],
    ['is of another version', { version: 2 }, 'version'],
  ])('refuses a shard that %s', async (_what, changes, reason) => {
    const store = createMemoryStore();
    const last = storeShards(store, rows);
    change(store, keyOf(2), changes);
    await expect(numbers(store, last)).rejects.toMatchObject({
      type: 'BadInput',
      message: expect.stringContaining(reason) as string,
    });
  });

  it('refuses a shard that is not JSON', async () => {
    const store = createMemoryStore();
    store.objects.set(keyOf(1), Buffer.from('{"version":'));
    await expect(numbers(store, keyOf(1))).rejects.toMatchObject({ type: 'BadInput' });
  });
});
