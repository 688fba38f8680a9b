import type { Clock } from '@org/ittybit-client';

/** A clock that jumps whenever somebody waits: nothing takes time, and everything has its turn. */
export function createQuickClock(startAt = 1_900_000_000_000): Clock {
  let now = startAt;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      const until = now + ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      now = Math.max(now, until);
    },
  };
}
