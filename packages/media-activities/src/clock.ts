import { setTimeout as timer } from 'node:timers/promises';
import type { Clock } from '@org/ittybit-client';

/** How far the clocks of the service, the Temporal server and this worker may be apart. */
export const CLOCK_SKEW_MS = 10 * 60_000;

/** Time as it is. Tests pass one that does not wait. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await timer(ms, undefined, signal && { signal });
    } catch (error) {
      // Node rejects with an AbortError of its own; who waits wants to know why it was aborted.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
