import { runBatchCrashes, type BatchCrashOutcome } from '@org/tests-harness';
import { beforeAll, describe, expect, it } from 'vitest';

const SEED = 20_261_121;
const JOBS = { items: 200, lanes: 20 };
const PIPELINES = { items: 10, lanes: 4 };
/** Two minutes on a machine that is free; a busy one kills and starts processes far more slowly. */
const LIMIT_MS = 15 * 60_000;

describe('kill -9 during a batch', () => {
  let outcome: BatchCrashOutcome;

  beforeAll(async () => {
    outcome = await runBatchCrashes({
      seed: SEED,
      kills: 3,
      aimedEach: 1,
      moments: ['postInFlight', 'afterReply', 'shardWrite', 'handOver'],
      jobs: JOBS,
      pipelines: PIPELINES,
      ignoreKeys: false,
      say: () => undefined,
    });
  }, LIMIT_MS);

  it('leaves every index in the manifest once, and all of them succeeded', () => {
    expect(outcome.problems).toEqual([]);
    expect(outcome.lost).toBe(0);
    expect(outcome.items).toBeGreaterThanOrEqual(JOBS.items + PIPELINES.items);
  });

  it('pays for every task once, since keys and ids answer for those that were asked for before', () => {
    expect(outcome.duplicateCreates).toBe(0);
    expect(outcome.creates).toBe(outcome.tasks);
    expect(outcome.replayedCreates).toBeGreaterThan(0);
  });

  it('met each moment that it was aimed at, between hands-over, updates and a second worker', () => {
    expect(outcome.aimed).toEqual({ postInFlight: 1, afterReply: 1, shardWrite: 1, handOver: 1 });
    expect(outcome.handOvers).toBeGreaterThan(0);
    expect(outcome.updates).toBeGreaterThan(0);
    expect(outcome.killsBesideSecondWorker).toBeGreaterThan(0);
  });
});

describe('kill -9 before replies to creates', () => {
  it('is paid twice by a service that ignores keys, and the ledger shows it', async () => {
    const { duplicateCreates } = await runBatchCrashes({
      seed: SEED,
      kills: 0,
      aimedEach: 1,
      moments: ['postInFlight'],
      jobs: { items: 20, lanes: 5 },
      ignoreKeys: true,
      say: () => undefined,
    });
    expect(duplicateCreates).toBeGreaterThan(0);
  });
});
