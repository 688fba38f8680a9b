import { describe, it } from 'vitest';
import { itemsOf } from './support/scripted-items.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('a batch', () => {
  it('runs every item once', async (test) => {
    const { expect } = test;
    const { world, store } = await useWorld(test, { list: itemsOf(12, ['video', 'image']) });
    const batch = await world.start({ settings: { concurrency: { total: 3 } } });
    const result = await batch.result();
    expect(result).toMatchObject({ state: 'completed', counts: { total: 12, succeeded: 12, failed: 0 } });
    expect(store.manifests).toHaveLength(1);
  });
});
