import { describe, it } from 'vitest';
import { expectCode, heldBetween, type MakeStore } from './store-content.js';

export function describeAborting(makeStore: MakeStore): void {
  describe('signal', () => {
    it('refuses to begin when it has fired already', async () => {
      const store = await makeStore();
      const signal = AbortSignal.abort();
      await expectCode(store.put('a', 'x', { signal }), 'aborted');
      await expectCode(store.get('a', { signal }), 'aborted');
      await expectCode(store.head('a', { signal }), 'aborted');
      await expectCode(store.list({ signal }), 'aborted');
      await expectCode(store.delete('a', { signal }), 'aborted');
    });

    it('ends a write whose body has stalled, and leaves nothing behind', async () => {
      const store = await makeStore();
      const controller = new AbortController();
      const never = new Promise<void>(() => undefined);
      const writing = store.put('a', heldBetween('half', 'rest', never), { signal: controller.signal });
      setTimeout(() => {
        controller.abort();
      }, 20);
      await expectCode(writing, 'aborted');
      await expectCode(store.head('a'), 'notFound');
    });
  });
}
