import { describe, expect, it } from 'vitest';
import { expectCode, textOf, type MakeStore } from './store-content.js';

export function describeDeleting(makeStore: MakeStore): void {
  describe('delete', () => {
    it('removes an object, and is content when there is none', async () => {
      const store = await makeStore();
      await store.put('folder/a', 'x');
      await store.delete('folder/a');
      await expectCode(store.head('folder/a'), 'notFound');
      await store.delete('folder/a');
      await store.delete('folder');
    });

    it('does not take a folder for an object', async () => {
      const store = await makeStore();
      await store.put('folder/a', 'x');
      await store.delete('folder');
      expect(await textOf(store, 'folder/a')).toBe('x');
    });
  });
}
