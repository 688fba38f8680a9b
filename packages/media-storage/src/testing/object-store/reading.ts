import { describe, expect, it } from 'vitest';
import { bytesOf, expectCode, type MakeStore } from './store-content.js';

export function describeReading(makeStore: MakeStore): void {
  describe('get', () => {
    it('reads a range, cut at the end of the object', async () => {
      const store = await makeStore();
      await store.put('a', '0123456789');
      const middle = await store.get('a', { range: { start: 2, end: 4 } });
      expect([middle.lengthBytes, (await bytesOf(middle)).toString()]).toEqual([3, '234']);
      const tail = await store.get('a', { range: { start: 7 } });
      expect([tail.lengthBytes, (await bytesOf(tail)).toString()]).toEqual([3, '789']);
      const beyond = await store.get('a', { range: { start: 8, end: 500 } });
      expect([beyond.lengthBytes, (await bytesOf(beyond)).toString()]).toEqual([2, '89']);
      expect(beyond.object.sizeBytes).toBe(10);
    });

    it('refuses a range beyond the end and one that is none', async () => {
      const store = await makeStore();
      await store.put('a', '0123456789');
      await expectCode(store.get('a', { range: { start: 10 } }), 'invalidRange');
      await expectCode(store.get('a', { range: { start: 5, end: 4 } }), 'invalidRange');
      await expectCode(store.get('a', { range: { start: -1 } }), 'invalidRange');
    });

    it('says notFound for what does not exist, a folder and what would lie below an object', async () => {
      const store = await makeStore();
      await store.put('folder/a', 'x');
      for (const key of ['missing', 'folder', 'folder/a/below', 'other/deep/key']) {
        await expectCode(store.get(key), 'notFound');
        await expectCode(store.head(key), 'notFound');
      }
    });
  });
}
