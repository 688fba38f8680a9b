import type { IttybitError } from './ittybit-error.js';

export interface RetryPolicy {
  /** Tries in all; 1 means never retried. */
  attempts: number;
  /** Own back-off before the second attempt, in ms; doubled each time, half of it at random. */
  initialDelayMs: number;
  /** Longest wait inside one call, in ms. */
  maxDelayMs: number;
}

/**
 * Milliseconds to wait before another attempt, or undefined when there should be none.
 *
 * The service's own time wins and is kept exactly. When it is longer than `maxDelayMs` the call ends instead of
 * asking again too early: the error carries `retryAfterMs`, and waiting that long is the caller's decision.
 */
export function retryDelay(options: {
  error: IttybitError;
  /** Number of the attempt that failed, from 1. */
  attempt: number;
  policy: RetryPolicy;
  random: () => number;
}): number | undefined {
  const { error, attempt, policy, random } = options;
  if (attempt >= policy.attempts) return undefined;
  if (error.decision !== 'throttled' && error.decision !== 'transient') return undefined;
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs <= policy.maxDelayMs ? error.retryAfterMs : undefined;
  }
  const full = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** (attempt - 1));
  return full * (0.5 + random() * 0.5);
}
