import { describe, expect, it } from 'vitest';
import { pendingOf } from '../testing/batch-samples.js';
import { NOON } from '../testing/samples.js';
import { retryWait } from './retry-wait.js';

const REFUSED = { type: 'Transient', message: 'fetch failed: ECONNREFUSED' };

describe('retryWait', () => {
  it('tells how many items ask again, why, and when the first of them does', () => {
    const backingOff = { state: 'scheduled', attempt: 3, lastFailure: REFUSED } as const;
    const pending = [
      pendingOf({ ...backingOff, nextAttemptAt: NOON + 8_000 }),
      pendingOf({ ...backingOff, nextAttemptAt: NOON + 3_000 }),
      pendingOf({ attempt: 2, lastFailure: REFUSED }),
      pendingOf({ heartbeat: { waitingFor: 'remote', throttledMs: 0, remoteId: 'job_1' } }),
    ];
    expect(retryWait(pending, NOON)).toEqual({
      for: 'retry',
      items: 3,
      because: REFUSED.message,
      at: NOON + 3_000,
    });
  });

  it('takes the word of an attempt that watches a task and has no answer', () => {
    const pending = [pendingOf({ heartbeat: { waitingFor: 'retry', throttledMs: 0, until: NOON + 1 } })];
    expect(retryWait(pending, NOON)).toMatchObject({ items: 1, at: NOON + 1 });
  });

  it('tells what the reads of a watched task came to, though no attempt has failed', () => {
    const wait = { waitingFor: 'retry', throttledMs: 0, until: NOON + 1 } as const;
    const pending = [
      pendingOf({ heartbeat: wait }),
      pendingOf({ heartbeat: { ...wait, because: REFUSED.message } }),
    ];
    expect(retryWait(pending, NOON)).toEqual({
      for: 'retry',
      items: 2,
      because: REFUSED.message,
      at: NOON + 1,
    });
  });

  it('is silent about quota, about the store and about a first request', () => {
    const throttled = { type: 'Throttled', message: '429' };
    const pending = [
      pendingOf({ state: 'scheduled', lastFailure: throttled, nextAttemptAt: NOON + 1 }),
      pendingOf({ type: 'writeShard', state: 'scheduled', lastFailure: REFUSED, nextAttemptAt: NOON + 1 }),
      pendingOf(),
    ];
    expect(retryWait(pending, NOON)).toBeUndefined();
  });
});
