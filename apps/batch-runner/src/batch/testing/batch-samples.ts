import type { BatchCounts, BatchResult, BatchStatus } from '@org/media-contracts';
import type { BatchReading } from '@org/media-control';
import { NOON } from '../../testing/samples.js';

export const SHA256 = 'ab'.repeat(32);

export function batchResultOf(
  change: Partial<Omit<BatchResult, 'counts'>> & { counts?: Partial<BatchCounts> } = {},
): BatchResult {
  return {
    state: 'completed',
    manifest: { key: 'batches/films/r1/manifest.json', sha256: SHA256 },
    ...change,
    counts: {
      total: 100,
      succeeded: 90,
      failed: 4,
      cancelled: 0,
      invalid: 3,
      repeated: 3,
      notStarted: 0,
      ...change.counts,
    },
  };
}

/** A batch of 100 lines, 94 of them to be done: 60 have ended, 10 are in flight. */
export function batchStatusOf(
  change: Partial<Omit<BatchStatus, 'counts'>> & { counts?: Partial<BatchStatus['counts']> } = {},
): BatchStatus {
  return {
    phase: 'running',
    startedAt: NOON,
    at: NOON + 60_000,
    account: 'default',
    list: { sha256: SHA256 },
    kinds: { video: { total: 54, begun: 40, inFlight: 6 }, image: { total: 40, begun: 30, inFlight: 4 } },
    concurrency: { total: 10, perKind: { video: 6 } },
    ratePerMinute: 60,
    etaAt: NOON + 94_000,
    efficiency: 0.97,
    remoteCalls: 120,
    throttledMs: 0,
    failures: [],
    handOvers: 1,
    unflushed: 2,
    lineage: { workflowId: 'films', runId: 'r1' },
    prefix: 'batches/films/r1',
    ...change,
    counts: {
      total: 100,
      succeeded: 58,
      failed: 2,
      cancelled: 0,
      invalid: 3,
      repeated: 3,
      notStarted: 24,
      inFlight: 10,
      waiting: 0,
      ...change.counts,
    },
  };
}

export function batchReadingOf(change: Partial<BatchReading> = {}): BatchReading {
  return {
    workflowId: 'films',
    runId: 'r2',
    firstRunId: 'r1',
    state: 'running',
    taskQueue: 'media-pipeline',
    startedAt: NOON,
    at: NOON + 60_000,
    pending: [],
    queues: [],
    ...change,
  };
}
