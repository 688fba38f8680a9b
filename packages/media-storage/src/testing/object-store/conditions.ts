import { describe, expect, it } from 'vitest';
import { bytesOf, expectCode, textOf, type MakeStore } from './store-content.js';

export function describeConditions(makeStore: MakeStore): void {
  describe('conditions', () => {
    it('lets exactly one of many create-only writers win', async () => {
      const store = await makeStore();
      const writes = Array.from({ length: 16 }, (_, index) =>
        store.put('a', `writer ${index}`, { ifNoneMatch: '*' }).then(
          () => index,
          (error: unknown) => error,
        ),
      );
      const results = await Promise.all(writes);
      const winners = results.filter((result) => typeof result === 'number');
      expect(winners).toHaveLength(1);
      expect(await textOf(store, 'a')).toBe(`writer ${winners[0]}`);
      for (const result of results.filter((one) => typeof one !== 'number')) {
        expect(result).toMatchObject({ name: 'StoreError', code: 'alreadyExists', key: 'a' });
      }
    });

    it('lets exactly one of many conditional writers replace a version', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'first');
      const writes = Array.from({ length: 16 }, (_, index) =>
        store.put('a', `writer ${index}`, { ifMatch: etag }),
      );
      const results = await Promise.allSettled(writes);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'preconditionFailed' });
      }
    });

    it('accepts the etag that put, head, get and list gave', async () => {
      const store = await makeStore();
      const written = await store.put('a', '1');
      const second = await store.put('a', '2', { ifMatch: written.etag });
      expect((await store.head('a')).etag).toBe(second.etag);
      const third = await store.put('a', '3', { ifMatch: (await store.head('a')).etag });
      const content = await store.get('a');
      await bytesOf(content);
      expect(content.object.etag).toBe(third.etag);
      const listed = (await store.list()).objects[0];
      expect(listed?.etag).toBe(third.etag);
    });

    it('refuses to replace an object that is gone', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'first');
      await store.delete('a');
      await expectCode(store.put('a', 'second', { ifMatch: etag }), 'preconditionFailed');
      await expectCode(store.head('a'), 'notFound');
    });
  });
}
