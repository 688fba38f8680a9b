import { describe, expect, it, onTestFinished } from 'vitest';
import { noProjectionMetrics } from '../projection-metrics.js';
import { recorded } from '../testing/projected.js';
import { createQuickClock } from '../testing/quick-clock.js';
import { createFollowers, type FoundRun } from './followers.js';

/** What a Temporal server takes off every wait, to answer in time. In ms. */
const KEPT_BY_SERVER_MS = 1_000;

describe('createFollowers', () => {
  it('holds a wait open for some and never asks for one that is none, however many workflows are open', async () => {
    const bench = await createBench();
    bench.followers.add(bench.runs(500));
    await bench.until(() => bench.held.size === 400);
    expect(bench.followers.size()).toBe(500);
    bench.answerAll();
    await bench.until(() => bench.waits.length >= 1_200);
    const short = bench.waits.filter((waitMs) => waitMs <= 2 * KEPT_BY_SERVER_MS);
    expect(short).toEqual([]);
    expect(bench.mostHeld()).toBe(400);
  });

  it('reads a workflow that ended before those that only wait', async () => {
    const bench = await createBench();
    const runs = bench.runs(402);
    bench.followers.add(runs);
    await bench.until(() => bench.held.size === 400);
    // What nothing happened in has no hurry any more.
    bench.answerAll();
    await bench.until(() => bench.held.size === 400);
    await bench.turns(20);
    const waiting = runs.map(({ runId }) => runId).filter((runId) => !bench.held.has(runId));
    const ended = waiting.at(-1) ?? '';
    bench.followers.hurry([ended]);
    bench.answerOne();
    await bench.until(() => bench.held.has(ended));
    expect(waiting).toHaveLength(2);
  });
});

/** Followers over histories in which nothing happens after their first events, until a test answers. */
async function createBench() {
  const { events } = await recorded('plain');
  const begun = events.slice(0, 1).map((event) => ({ ...event, memo: { tenantId: 'acme' } }));
  const waits: number[] = [];
  const held = new Map<string, () => void>();
  let mostHeld = 0;
  const nothing = (): void => undefined;
  const ending = new AbortController();
  const { signal } = ending;
  const followers = createFollowers(
    {
      read: ({ runId }, { cursor, waitMs }) => {
        waits.push(waitMs);
        const page = { events: cursor ? [] : begun, ignored: 0, next: new Uint8Array([1]) };
        if (!cursor) return Promise.resolve(page);
        return new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
          held.set(runId, () => {
            held.delete(runId);
            resolve(page);
          });
          mostHeld = Math.max(mostHeld, held.size);
        });
      },
      save: async () => undefined,
      clock: createQuickClock(),
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      metrics: noProjectionMetrics,
      adoptTenant: undefined,
      intervalMs: 500,
    },
    signal,
  );
  onTestFinished(async () => {
    ending.abort(new Error('the test is over'));
    await followers.ended();
  });
  const answer = (count: number): void => {
    for (const resolve of [...held.values()].slice(0, count)) resolve();
  };
  return {
    followers,
    held,
    waits,
    mostHeld: () => mostHeld,
    runs: (count: number): FoundRun[] =>
      Array.from({ length: count }, (_, index) => ({
        kind: 'pipeline',
        workflowId: `pl_${index}`,
        runId: `run-${index}`,
        lastEventId: 0,
        running: true,
      })),
    answerAll: () => {
      answer(held.size);
    },
    answerOne: () => {
      answer(1);
    },
    turns: async (count: number) => {
      for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
    until: async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
