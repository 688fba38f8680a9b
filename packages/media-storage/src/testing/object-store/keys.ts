import { describe, expect, it } from 'vitest';
import { expectCode, textOf, type MakeStore } from './store-content.js';

export function describeKeys(makeStore: MakeStore): void {
  describe('keys', () => {
    it('refuses a key that could leave the store or means different things elsewhere', async () => {
      const store = await makeStore();
      const bad = ['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', '..', 'a\\b', 'a\0b', 'a\nb', '\ud800'];
      for (const key of [...bad, 'x'.repeat(256), 'é'.repeat(128), `${'abcdefg/'.repeat(128)}x`]) {
        await expectCode(store.put(key, 'x'), 'invalidKey');
        await expectCode(store.get(key), 'invalidKey');
        await expectCode(store.head(key), 'invalidKey');
        await expectCode(store.delete(key), 'invalidKey');
      }
      expect((await store.list()).objects).toEqual([]);
    });

    it('keeps keys of the greatest length, and names that look odd', async () => {
      const store = await makeStore();
      const longest = `${'abcdefg/'.repeat(127)}12345678`;
      for (const key of [
        longest,
        'x'.repeat(255),
        '...',
        '.hidden',
        'a b?c=d&e#f',
        '%2e%2e/a',
        '~',
        'temporary',
      ]) {
        await store.put(key, key);
        expect(await textOf(store, key)).toBe(key);
      }
    });

    it('refuses an object below an object, and one that is a folder', async () => {
      const store = await makeStore();
      await store.put('a', 'x');
      await store.put('b/c/d', 'x');
      for (const options of [{}, { ifNoneMatch: '*' } as const]) {
        await expectCode(store.put('a/b', 'x', options), 'keyConflict');
        await expectCode(store.put('a/b/c', 'x', options), 'keyConflict');
        await expectCode(store.put('b', 'x', options), 'keyConflict');
        await expectCode(store.put('b/c', 'x', options), 'keyConflict');
      }
      expect((await store.list()).objects.map(({ key }) => key)).toEqual(['a', 'b/c/d']);
    });

    it('frees the name of a folder with its last object', async () => {
      const store = await makeStore();
      await store.put('a/b/c', 'x');
      await store.delete('a/b/c');
      await store.put('a', 'y');
      await store.delete('a');
      await store.put('a/b', 'z');
      expect(await textOf(store, 'a/b')).toBe('z');
    });

    it('survives writers and deleters of one folder at once', async () => {
      const store = await makeStore();
      await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          await store.put(`f/g/${index}`, 'x');
          if (index % 2) await store.delete(`f/g/${index}`);
        }),
      );
      expect((await store.list({ prefix: 'f/' })).objects).toHaveLength(20);
    });
  });
}
