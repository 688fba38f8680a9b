import { describe, expect, it } from 'vitest';
import { IttybitError, type IttybitDecision } from './ittybit-error.js';
import { retryDelay } from './retry-delay.js';

const policy = { attempts: 10, initialDelayMs: 100, maxDelayMs: 1_000 };
const failure = (decision: IttybitDecision, retryAfterMs?: number): IttybitError =>
  new IttybitError('x', { decision, operation: 'get', retryAfterMs });
const delay = (error: IttybitError, attempt = 1, random = 1): number | undefined =>
  retryDelay({ error, attempt, policy, random: () => random });

describe('retryDelay', () => {
  it('doubles its own back-off up to the cap', () => {
    expect([1, 2, 3, 4, 5, 9].map((attempt) => delay(failure('transient'), attempt))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
  });

  it('leaves half of its own back-off to chance', () => {
    expect(delay(failure('transient'), 2, 0)).toBe(100);
    expect(delay(failure('throttled'), 2, 0.5)).toBe(150);
  });

  it('keeps exactly to Retry-After, without jitter', () => {
    expect(delay(failure('throttled', 777), 1, 0)).toBe(777);
    expect(delay(failure('transient', 0), 5, 0)).toBe(0);
  });

  it('gives up rather than ask before a Retry-After beyond the cap has passed', () => {
    expect(delay(failure('throttled', 1_001))).toBeUndefined();
  });

  it('ends with the last attempt', () => {
    expect(delay(failure('transient'), 10)).toBeUndefined();
  });

  it.each(['badInput', 'accountBlocked', 'notFound', 'conflict'] as const)('never retries %s', (decision) => {
    expect(delay(failure(decision))).toBeUndefined();
  });
});
