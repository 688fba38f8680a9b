import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../object-store.js';
import { expectCode, type MakeStore } from './store-content.js';

export function describeListing(makeStore: MakeStore): void {
  describe('list', () => {
    it('gives an empty page for an empty store and for a prefix that nothing has', async () => {
      const store = await makeStore();
      expect(await store.list()).toEqual({ objects: [] });
      await store.put('a', 'x');
      expect(await store.list({ prefix: '../' })).toEqual({ objects: [] });
    });

    it('orders keys by their bytes, folders among them', async () => {
      const store = await makeStore();
      const keys = ['a-b', 'a.txt', 'a/b', 'a/c/d', 'a0', 'b', 'é', '日本/x', '😀'];
      for (const key of [...keys].reverse()) await store.put(key, 'x');
      expect((await store.list()).objects.map(({ key }) => key)).toEqual(keys);
    });

    it('takes a prefix that ends within a name', async () => {
      const store = await makeStore();
      for (const key of ['run/1/a', 'run/10/a', 'run/2/a', 'runs']) await store.put(key, 'x');
      const keys = async (prefix: string): Promise<string[]> =>
        (await store.list({ prefix })).objects.map(({ key }) => key);
      expect(await keys('run/1')).toEqual(['run/1/a', 'run/10/a']);
      expect(await keys('run/1/')).toEqual(['run/1/a']);
      expect(await keys('run')).toHaveLength(4);
    });

    it('gives every key once over pages of any size', async () => {
      const store = await makeStore();
      const keys = Array.from(
        { length: 23 },
        (_, index) => `p/${index % 5}/${String(index).padStart(2, '0')}`,
      );
      for (const key of keys) await store.put(key, 'x');
      for (const limit of [1, 4, 22, 23, 24]) {
        expect(await pagedKeys(store, limit)).toEqual([...keys].sort());
      }
    });

    it('refuses a page size out of range', async () => {
      const store = await makeStore();
      await expectCode(store.list({ limit: 0 }), 'failed', /1 to 1000/);
      await expectCode(store.list({ limit: 1_001 }), 'failed', /1 to 1000/);
    });
  });
}

async function pagedKeys(store: ObjectStore, limit: number): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.objects.length).toBeLessThanOrEqual(limit);
    keys.push(...page.objects.map(({ key }) => key));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return keys;
}
