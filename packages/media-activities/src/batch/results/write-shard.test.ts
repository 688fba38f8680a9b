import { describe, expect, it } from 'vitest';
import type { WriteShardInput } from '@org/media-contracts';
import { createMemoryStore } from '../../testing/memory-store.js';
import { PREFIX, rowOf } from '../../testing/stored-batch.js';
import { writeShard } from './write-shard.js';

const input: WriteShardInput = {
  prefix: PREFIX,
  number: 3,
  runId: 'r2',
  predecessor: `${PREFIX}/shards/r1/000002.json`,
  rows: [rowOf(4, 'video', 'succeeded')],
};
const KEY = `${PREFIX}/shards/r2/000003.json`;

describe('writeShard', () => {
  it('writes rows under a key that names run and number', async () => {
    const store = createMemoryStore();
    expect(await writeShard({ store, input })).toEqual({ key: KEY });
    expect(JSON.parse(String(store.objects.get(KEY)))).toEqual({
      version: 1,
      key: KEY,
      number: 3,
      runId: 'r2',
      predecessor: input.predecessor,
      rows: input.rows,
    });
  });

  it('changes nothing when it is tried again', async () => {
    const store = createMemoryStore();
    await writeShard({ store, input });
    const before = store.objects.get(KEY);
    expect(await writeShard({ store, input })).toEqual({ key: KEY });
    expect(store.objects.get(KEY)).toBe(before);
  });

  it('takes the same values in another order for the same', async () => {
    const store = createMemoryStore();
    await writeShard({ store, input });
    const shard = JSON.parse(String(store.objects.get(KEY))) as Record<string, unknown>;
    store.objects.set(KEY, Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(shard).reverse()))));
    expect(await writeShard({ store, input })).toEqual({ key: KEY });
  });

  it.each([['{"version":1}'], ['not JSON']])(
    'refuses a key that holds %s, and leaves it',
    async (content) => {
      const store = createMemoryStore();
      store.objects.set(KEY, Buffer.from(content));
      await expect(writeShard({ store, input })).rejects.toMatchObject({
        type: 'BadInput',
        message: expect.stringContaining(`${KEY} holds other results`) as string,
      });
      expect(String(store.objects.get(KEY))).toBe(content);
    },
  );

  it.each(['full', 'readOnly', 'failed'])('is tried again when the store is %s', async (code) => {
    const store = createMemoryStore({ refuse: () => code });
    await expect(writeShard({ store, input })).rejects.toMatchObject({
      type: 'Transient',
      message: expect.stringContaining('writing result shard 3') as string,
    });
  });
});
