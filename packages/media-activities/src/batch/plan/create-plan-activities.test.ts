import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { BatchPlan, ReadItemsInput, ReadItemsResult } from '@org/media-contracts';
import { createGuardedFetch } from '../../guarded-fetch.js';
import { quietLogger } from '../../testing/attempt-bench.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createPlanActivities, LIST_LIMITS } from './create-plan-activities.js';

const run = <T>(activity: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment({ heartbeatTimeoutMs: 20_000 }, { logger: quietLogger }).run<
    [],
    T,
    () => Promise<T>
  >(activity);

function activities(): {
  readonly plan: () => Promise<BatchPlan>;
  readonly read: (input: ReadItemsInput) => Promise<ReadItemsResult>;
} {
  const { planBatch, readItems } = createPlanActivities({
    store: createMemoryStore(),
    fetch: createGuardedFetch(LIST_LIMITS),
  });
  const items = ['a', 'b', 'c'].map((name) => ({ url: `https://m.test/${name}`, kind: 'image' as const }));
  return {
    plan: () => run(() => planBatch({ prefix: 'batches/b/run', list: { items } })),
    read: (input) => run(() => readItems(input)),
  };
}

describe('createPlanActivities', () => {
  it('reads back the items that it planned', async () => {
    const { plan, read } = activities();
    const { folder, pageSize } = await plan();
    const { items } = await read({ folder, pageSize, ranges: [{ kind: 'image', from: 1, count: 2 }] });
    expect(items).toEqual([
      { index: 1, line: 2, kind: 'image', ordinal: 1, url: 'https://m.test/b' },
      { index: 2, line: 3, kind: 'image', ordinal: 2, url: 'https://m.test/c' },
    ]);
  });

  it('tries again, saying so, when a plan is not there', async () => {
    const failing = activities().read({
      folder: 'batches/gone/plan-1',
      pageSize: 1_000,
      ranges: [{ kind: 'image', from: 0, count: 1 }],
    });
    await expect(failing).rejects.toMatchObject({
      type: 'Transient',
      nonRetryable: false,
      message: expect.stringMatching(
        /^items of batches\/gone\/plan-1: .* is missing from the store/,
      ) as string,
    });
  });
});
