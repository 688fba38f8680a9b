import type { KeyLimits } from '@org/media-catalog';

/** What a key may do when nothing is said about it. */
export const DEFAULT_LIMITS: KeyLimits = {
  requestsPerSecond: 50,
  burst: 100,
  runningPipelines: 500,
  queuedItems: 1_000_000,
};
