import { describe, expect, it } from 'vitest';
import type { ItemKind, ItemRange } from '@org/media-contracts';
import { createMemoryStore } from '../../testing/memory-store.js';
import { pageKey } from './plan-sink.js';
import { createReadItems } from './read-items.js';

const PAGE_SIZE = 10;
const FOLDER = 'batches/b/run/plan-1';

function storeWith(kinds: Partial<Record<ItemKind, number>>, padding = '') {
  let reads = 0;
  const store = createMemoryStore({
    refuse: (operation) => {
      if (operation === 'get') reads += 1;
      return undefined;
    },
  });
  for (const [kind, count] of Object.entries(kinds) as [ItemKind, number][]) {
    const lines = Array.from({ length: count }, (_, ordinal) =>
      JSON.stringify({
        index: ordinal,
        line: ordinal + 1,
        kind,
        ordinal,
        url: `https://a.test/${kind}/${ordinal}${padding}`,
      }),
    );
    for (let from = 0; from < count; from += PAGE_SIZE) {
      const text = `${lines.slice(from, from + PAGE_SIZE).join('\n')}\n`;
      store.objects.set(pageKey(FOLDER, kind, from / PAGE_SIZE), Buffer.from(text));
    }
  }
  const readItems = createReadItems(store);
  const read = (...ranges: ItemRange[]) =>
    readItems({ folder: FOLDER, pageSize: PAGE_SIZE, ranges }, new AbortController().signal);
  return { store, read, reads: () => reads };
}

describe('createReadItems', () => {
  it('gives the items of the ranges in the order asked, across pages', async () => {
    const { read } = storeWith({ video: 25, image: 3 });
    const { items } = await read({ kind: 'image', from: 1, count: 2 }, { kind: 'video', from: 8, count: 14 });
    expect(items.map(({ kind, ordinal }) => `${kind} ${ordinal}`)).toEqual([
      'image 1',
      'image 2',
      ...Array.from({ length: 14 }, (_, at) => `video ${at + 8}`),
    ]);
    expect(items[0]).toEqual({ index: 1, line: 2, kind: 'image', ordinal: 1, url: 'https://a.test/image/1' });
  });

  it('reads a page once while it is used', async () => {
    const { read, reads } = storeWith({ video: 20 });
    for (let from = 0; from < 20; from += 5) await read({ kind: 'video', from, count: 5 });
    expect(reads()).toBe(2);
  });

  it('forgets the pages that were not used for longest', async () => {
    const { read, reads } = storeWith({ video: 100 });
    for (let from = 0; from < 100; from += 10) await read({ kind: 'video', from, count: 1 });
    await read({ kind: 'video', from: 90, count: 1 });
    expect(reads()).toBe(10);
    await read({ kind: 'video', from: 0, count: 1 });
    expect(reads()).toBe(11);
  });

  it('answers with as many items as fit into 256 KiB', async () => {
    const { read } = storeWith({ video: 100 }, `?${'x'.repeat(8_000)}`);
    const { items } = await read({ kind: 'video', from: 0, count: 100 });
    const bytes = Buffer.byteLength(JSON.stringify(items));
    expect(bytes).toBeLessThanOrEqual(256 * 1024 + 2);
    expect(bytes).toBeGreaterThan(240 * 1024);
  });

  it('answers with one item at least', async () => {
    const { read } = storeWith({ video: 2 }, `?${'x'.repeat(300_000)}`);
    expect((await read({ kind: 'video', from: 0, count: 2 })).items).toHaveLength(1);
  });

  it('says which page is missing, and finds it once it is back', async () => {
    const { store, read } = storeWith({ video: 20 });
    const key = pageKey(FOLDER, 'video', 1);
    const page = store.objects.get(key) ?? Buffer.alloc(0);
    store.objects.delete(key);
    await expect(read({ kind: 'video', from: 5, count: 10 })).rejects.toMatchObject({
      type: 'Transient',
      message: `${key} is missing from the store: put it back; it is tried again until then`,
    });
    store.objects.set(key, page);
    expect((await read({ kind: 'video', from: 5, count: 10 })).items).toHaveLength(10);
  });

  it.each([
    ['short', (page: string) => page.split('\n').slice(0, 2).join('\n')],
    ['cut off', (page: string) => page.slice(0, 200)],
    ['another page', (page: string) => page.replaceAll('"ordinal":', '"ordinal":1')],
    ['of another kind', (page: string) => page.replaceAll('video', 'audio')],
    ['empty', () => ''],
  ])('skips nothing when a page is %s, and reads it anew once it is restored', async (_name, damage) => {
    const { store, read } = storeWith({ video: 10 });
    const key = pageKey(FOLDER, 'video', 0);
    const page = store.objects.get(key) ?? Buffer.alloc(0);
    store.objects.set(key, Buffer.from(damage(page.toString())));
    await expect(read({ kind: 'video', from: 3, count: 5 })).rejects.toMatchObject({
      type: 'Transient',
      message: expect.stringContaining(`${key} does not hold video 3`) as string,
    });
    store.objects.set(key, page);
    expect((await read({ kind: 'video', from: 3, count: 5 })).items).toHaveLength(5);
  });
});
