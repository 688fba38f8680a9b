import type { WorkflowUpdate } from '@org/media-catalog';
import type { BatchStatus } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { createBatchWatch, type AskBatch } from './batch-watch.js';
import { noProjectionMetrics } from './projection-metrics.js';
import { createMemoryProjection } from './testing/memory-projection.js';

const SECOND_MS = 1_000;

describe('createBatchWatch', () => {
  it('asks at most every two seconds, and only a batch that has moved', async () => {
    const bench = createBench(async () => status(bench.now));
    bench.moved();
    await bench.roundsUntil(10 * SECOND_MS);
    expect(bench.askedAt).toEqual([0]);
    bench.moved();
    await bench.roundsUntil(11 * SECOND_MS);
    bench.moved();
    await bench.roundsUntil(20 * SECOND_MS);
    expect(bench.askedAt).toEqual([0, 10_500, 12_500]);
  });

  it('asks one that is silent more and more seldom', async () => {
    const bench = createBench(async () => undefined);
    bench.moved();
    await bench.roundsUntil(60 * SECOND_MS);
    expect(bench.askedAt).toEqual([0, 4_000, 12_000, 28_000, 60_000]);
  });

  it('forgets one that has ended', async () => {
    const bench = createBench(async () => undefined);
    bench.moved();
    bench.moved(1);
    await bench.roundsUntil(10 * SECOND_MS);
    expect(bench.askedAt).toEqual([]);
  });

  it('writes no query of a URL', async () => {
    const message = 'https://media.test/a.mp4?signature=1 is not there';
    const bench = createBench(async () => ({
      ...status(1),
      failures: [{ index: 0, type: 'BadInput', message, at: 1 }],
    }));
    bench.moved();
    await bench.roundsUntil(SECOND_MS);
    expect(JSON.stringify(bench.catalog.statuses.get('batch'))).not.toContain('signature');
  });
});

function createBench(ask: AskBatch): {
  now: number;
  askedAt: number[];
  catalog: ReturnType<typeof createMemoryProjection>;
  moved: (closedAt?: number) => void;
  roundsUntil: (at: number) => Promise<void>;
} {
  const { signal } = new AbortController();
  const catalog = createMemoryProjection();
  const nothing = (): void => undefined;
  const watch = createBatchWatch({
    ask: (workflowId, ending) => {
      bench.askedAt.push(bench.now);
      return ask(workflowId, ending);
    },
    projection: catalog,
    clock: { now: () => bench.now, sleep: async () => undefined },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    metrics: noProjectionMetrics,
  });
  const bench = {
    now: 0,
    askedAt: [] as number[],
    catalog,
    moved: (closedAt?: number) => {
      const row = { ...(closedAt !== undefined && { closedAt }) };
      watch.moved({ kind: 'batch', workflowId: 'batch', batch: row } as WorkflowUpdate);
    },
    roundsUntil: async (at: number) => {
      for (; bench.now <= at; bench.now += 500) {
        await watch.round(signal);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
  return bench;
}

function status(at: number): BatchStatus {
  return { phase: 'running', at, counts: { succeeded: at }, failures: [] } as unknown as BatchStatus;
}
