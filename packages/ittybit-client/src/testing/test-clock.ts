import type { Clock } from '../clock.js';

/** A clock that moves only by sleeping, and remembers how long each sleep was. */
export function createTestClock(): Clock & { sleeps: number[] } {
  let time = Date.UTC(2026, 10, 21, 9, 30, 0);
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      time += ms;
    },
  };
}
