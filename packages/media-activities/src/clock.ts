import type { Clock } from '@org/ittybit-client';

/** How far the clocks of the service, the Temporal server and this worker may be apart. */
export const CLOCK_SKEW_MS = 10 * 60_000;

/** Why a wait of our own ended early. One for all: making an error with its stack costs more than the wait's timer. */
export const NO_LONGER_NEEDED = new Error('the wait is no longer needed');

/** Time as it is. Tests pass one that does not wait. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Node's own timer makes an error of its own for each that is aborted; here there are several per remote task.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
