import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@org/ittybit-client';

/** Time as it is. Tests pass one that does not wait. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal && { signal }),
};
