import { runCrashes } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';

const SEED = 20_261_121;

describe('deaths in random order', () => {
  it('of worker, remote service and Temporal lose nothing and pay nothing twice', async () => {
    const outcome = await runCrashes({
      seed: SEED,
      kills: 8,
      aimedEach: 1,
      lanes: 6,
      ignoreKeys: false,
      say: () => undefined,
    });
    expect(outcome.lostReasons).toEqual([]);
    expect(outcome.lost).toBe(0);
    expect(outcome.duplicateCreates).toBe(0);
    expect(outcome.replayedCreates).toBeGreaterThan(0);
    expect(outcome.creates).toBe(outcome.pipelines * 4);
  });
});
