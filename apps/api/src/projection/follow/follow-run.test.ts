import type { WorkflowUpdate } from '@org/media-catalog';
import { describe, expect, it } from 'vitest';
import type { HistoryCursor, HistoryPage } from '../history/history-source.js';
import { noProjectionMetrics } from '../projection-metrics.js';
import { recorded } from '../testing/projected.js';
import { createQuickClock } from '../testing/quick-clock.js';
import { createRunFollower } from './follow-run.js';

const CURSOR = new Uint8Array([1]);
const { signal } = new AbortController();

describe('createRunFollower', () => {
  it('begins anew when the catalog was set back, even while it waits for more', async () => {
    const bench = await createBench();
    const { head, tail } = bench;
    bench.answer({ events: head, next: CURSOR });
    await bench.asked(2);
    bench.follower.check(0, Infinity);
    bench.answer({ events: tail.slice(0, 1), next: CURSOR });
    await bench.asked(3);
    bench.answer({ events: [...head, ...tail] });
    expect(await bench.ended).toBeUndefined();
    expect(bench.cursors).toEqual([undefined, CURSOR, undefined]);
    expect(bench.updates.map(({ afterEventId }) => afterEventId)).toEqual([0, 0]);
    expect(bench.updates.at(-1)).toMatchObject({ runEnded: true, pipeline: { state: 'succeeded' } });
  });

  it('does not take an answer for news that is older than what it wrote', async () => {
    const bench = await createBench();
    bench.answer({ events: bench.head, next: CURSOR });
    await bench.asked(2);
    bench.follower.check(0, 0);
    bench.answer({ events: bench.tail });
    await bench.ended;
    expect(bench.cursors).toEqual([undefined, CURSOR]);
    expect(bench.updates.at(-1)).toMatchObject({ afterEventId: bench.head.at(-1)?.id, runEnded: true });
  });

  it('writes an update again that was refused, and reads on only then', async () => {
    const bench = await createBench();
    bench.refuse(1);
    bench.answer({ events: bench.head, next: CURSOR });
    await bench.asked(2);
    bench.answer({ events: bench.head, next: CURSOR });
    await bench.asked(3);
    bench.answer({ events: bench.tail });
    await bench.ended;
    expect(bench.cursors).toEqual([undefined, undefined, CURSOR]);
    expect(bench.updates).toHaveLength(2);
  });

  it('pauses after an answer with nothing in it, and is in a hurry only where something moves', async () => {
    const bench = await createBench();
    const began = bench.clock.now();
    bench.answer({ events: bench.head, next: CURSOR });
    await bench.asked(2);
    for (const asked of [3, 4]) {
      bench.answer({ events: [], next: CURSOR });
      await bench.asked(asked);
    }
    expect(bench.clock.now() - began).toBe(3 * 500);
    expect(bench.hurries).toEqual([true, true, false, false]);
    bench.answer({ events: bench.tail });
    await bench.ended;
  });

  it('ends where the history is gone', async () => {
    const bench = await createBench();
    bench.answer('gone');
    expect(await bench.ended).toBeUndefined();
    expect(bench.updates).toEqual([]);
  });
});

/** A follower of a recorded pipeline, whose reads a test answers. */
async function createBench() {
  const { run, events } = await recorded('plain');
  const [first, ...others] = events;
  if (first?.type !== 'started') throw new Error('a history begins with its start');
  const begun = [{ ...first, memo: { tenantId: 'acme' } }, ...others];
  const cursors: (HistoryCursor | undefined)[] = [];
  const hurries: boolean[] = [];
  const updates: WorkflowUpdate[] = [];
  const clock = createQuickClock();
  const answers: ((page: HistoryPage | 'gone') => void)[] = [];
  const nothing = (): void => undefined;
  let refusals = 0;
  const follower = createRunFollower(
    { kind: 'pipeline', workflowId: run.workflowId, runId: run.runId, lastEventId: 0 },
    {
      read: (_run, { cursor, inHurry }) => {
        cursors.push(cursor);
        hurries.push(inHurry);
        return new Promise((resolve) => answers.push(resolve));
      },
      save: async (update) => {
        if (refusals-- > 0) throw new Error('refused');
        updates.push(update);
      },
      clock,
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      metrics: noProjectionMetrics,
      adoptTenant: undefined,
      intervalMs: 500,
      waitMs: () => 1_000,
    },
  );
  const ended = follower.follow(signal, nothing);
  return {
    follower,
    ended,
    cursors,
    hurries,
    clock,
    updates,
    head: begun.slice(0, 6),
    tail: begun.slice(6),
    refuse: (count: number) => {
      refusals = count;
    },
    answer: (page: HistoryPage | 'gone' | Omit<HistoryPage, 'ignored'>) => {
      answers.shift()?.(page === 'gone' ? page : { ignored: 0, ...page });
    },
    asked: async (count: number) => {
      while (cursors.length < count) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
