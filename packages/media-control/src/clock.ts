import { setTimeout } from 'node:timers/promises';

/** Time, injectable. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Rejects with the reason of the signal when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, signal && { signal });
    } catch (error) {
      // Node wraps the reason.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
