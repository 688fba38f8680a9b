import type { FaultRule } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { endOf, itemsOf, startBatch } from './support/batches.ts';
import { readManifest } from './support/manifests.ts';
import { beginStretch } from './support/paid.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-batch-answers' });

const ITEMS = 30;

interface BadAnswer {
  readonly rules: readonly FaultRule[];
  /** A kind of request and how it ended, which the ledger must show: else the fault never happened. */
  readonly seen?: readonly [route: string, outcome: string];
}

const BAD_ANSWERS: Readonly<Record<string, BadAnswer>> = {
  'slow answers': { rules: [{ fault: 'latency', ms: 300, spreadMs: 500 }] },
  '5xx': { rules: [{ fault: 'serverError', probability: 0.3 }], seen: ['create', '503'] },
  'requests dropped before anything is done': {
    rules: [{ fault: 'dropBefore', probability: 0.15 }],
    seen: ['create', 'droppedBefore'],
  },
  'replies dropped after the task is made': {
    rules: [{ fault: 'dropAfter', probability: 0.3 }],
    seen: ['create', 'droppedAfter'],
  },
  'HTML with 200': { rules: [{ fault: 'html', probability: 0.3 }], seen: ['create', 'html'] },
  'malformed JSON': {
    rules: [{ fault: 'malformedJson', probability: 0.3 }],
    seen: ['create', 'malformed'],
  },
  '429 with Retry-After': {
    rules: [{ fault: 'tooManyRequests', retryAfterSeconds: 1, probability: 0.5, count: 6 }],
    seen: ['create', '429'],
  },
  'everything at once, with a list that lags': {
    rules: [
      { fault: 'listLag', ms: 3_000 },
      { fault: 'latency', ms: 50, spreadMs: 200 },
      { fault: 'tooManyRequests', retryAfterSeconds: 1, probability: 0.1, count: 2 },
      { fault: 'serverError', probability: 0.1 },
      { fault: 'dropAfter', probability: 0.1 },
      { fault: 'dropBefore', probability: 0.1 },
      { fault: 'malformedJson', probability: 0.1 },
      { fault: 'html', probability: 0.1 },
    ],
  },
};

describe('a batch whose remote service answers badly', () => {
  it.each(Object.entries(BAD_ANSWERS))(
    'has every item once, paid once, without another generation: %s',
    async (name, { rules, seen }) => {
      const stretch = await beginStretch(stack());
      await stack().admin.setFaults(rules);
      const id = `answers-${name.replaceAll(/\W+/g, '-')}`;
      const result = await endOf(await startBatch(stack(), id, itemsOf(id, ITEMS)));
      await stack().admin.setFaults([]);

      expect(result).toMatchObject({ state: 'completed', counts: { succeeded: ITEMS, failed: 0 } });
      const { rows } = readManifest(stack(), result);
      expect(new Set(rows.map(({ generation }) => generation))).toEqual(new Set([1]));
      expect(new Set(rows.map(({ outputUrl }) => outputUrl)).size).toBe(ITEMS);
      const { creates, duplicates, outcomes } = await stretch.ledger();
      expect({ creates, duplicates }).toEqual({ creates: ITEMS, duplicates: [] });
      if (seen) expect(outcomes[seen[0]]?.[seen[1]]).toBeGreaterThan(0);
    },
  );
});
