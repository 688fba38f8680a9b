import type { BatchItem } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { endOf, startBatch } from './support/batches.ts';
import { readManifest, type ManifestRow } from './support/manifests.ts';
import { beginStretch } from './support/paid.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

// A task is lost after five minutes that are scaled to six seconds here.
const stack = useStack({
  ...SIMULATED,
  taskQueue: 'faults-batch-ends',
  workerEnv: { WORKER_WATCH_SCALE: '0.02' },
});

const EACH = 4;
const GENERATIONS = 2;

interface Fate {
  readonly fault?: { readonly fault: string } & Readonly<Record<string, unknown>>;
  /** How many tasks are paid for each such item. */
  readonly tasks: number;
  readonly row: Partial<Record<keyof ManifestRow, unknown>>;
}

const SUCCESS = { outcome: 'succeeded', generation: 1 };

/** What happens to an item whose URL names it, and what has to come of it. */
const FATES: Readonly<Record<string, Fate>> = {
  fine: { tasks: 1, row: SUCCESS },
  'fails-once': {
    fault: { fault: 'failed', afterMs: 50, count: EACH },
    tasks: 2,
    row: { outcome: 'succeeded', generation: 2 },
  },
  'fails-always': {
    fault: { fault: 'failed', afterMs: 50 },
    tasks: GENERATIONS,
    row: failure('RemoteFailed', GENERATIONS),
  },
  'fails-for-good': {
    fault: { fault: 'failed', permanent: true },
    tasks: 1,
    row: failure('RemoteFailed', 1),
  },
  cancelled: {
    fault: { fault: 'cancelled', afterMs: 50 },
    tasks: GENERATIONS,
    row: failure('RemoteCancelled', GENERATIONS),
  },
  lost: {
    fault: { fault: 'lost', afterMs: 50 },
    tasks: GENERATIONS,
    row: failure('RemoteLost', GENERATIONS),
  },
  'no-output': {
    fault: { fault: 'noOutput' },
    tasks: GENERATIONS,
    row: failure('RemoteFailed', GENERATIONS),
  },
};

function failure(type: string, generation: number): Fate['row'] {
  return { outcome: 'failed', generation, error: expect.objectContaining({ type }) };
}

function itemsOfFates(test: string): BatchItem[] {
  return Object.keys(FATES).flatMap((fate) =>
    Array.from({ length: EACH }, (_, at): BatchItem => ({
      url: `https://media.test/${test}/${fate}/${at}.mp4`,
      kind: 'video',
    })),
  );
}

describe('a batch whose remote tasks end in every way', () => {
  it('has one row for each item, with the right end, and pays each generation once', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults(
      Object.entries(FATES).flatMap(([fate, { fault }]) =>
        fault ? [{ ...fault, inputIncludes: `/${fate}/` }] : [],
      ),
    );
    const items = itemsOfFates('fates');
    const result = await endOf(
      await startBatch(stack(), 'batch-fates', items, {
        concurrency: { total: items.length },
        policy: { generations: GENERATIONS },
      }),
    );
    // Failures are no reason to stop where nobody said how many are too many.
    expect(result).toMatchObject({ state: 'completed', counts: { succeeded: 2 * EACH, failed: 5 * EACH } });
    const { rows } = readManifest(stack(), result);
    const { groups, duplicates } = await stretch.ledger();
    for (const [index, { url }] of items.entries()) {
      const { row, tasks } = FATES[url.split('/').at(-2) ?? ''] ?? {};
      expect(rows[index], url).toMatchObject({ index, url, ...row });
      const asked = groups.find((group) => group.asked.includes(`"${url}"`));
      expect(asked?.creates, url).toHaveLength(tasks ?? 0);
    }
    expect(duplicates).toEqual([]);
  });

  it('tells of tasks that never end that they were left running, and by which ids', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([{ fault: 'stuck' }]);
    const items = itemsOfFates('stuck').slice(0, EACH);
    const result = await endOf(
      await startBatch(stack(), 'batch-stuck', items, { policy: { deadlineMs: 4_000 } }),
    );
    const { rows } = readManifest(stack(), result);
    const { groups, creates } = await stretch.ledger();
    expect(creates).toBe(EACH);
    for (const { url, ...row } of rows) {
      const [task] = groups.find((group) => group.asked.includes(`"${url}"`))?.creates ?? [];
      expect(row).toMatchObject({ ...failure('TimedOut', 1), remoteId: task?.id, leftRunning: true });
    }
  });
});
