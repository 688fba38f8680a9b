import type { WatchSettings } from './watch-settings.js';

/** At which ages tasks of a kind are expected to end, in ms. */
export interface Expectation {
  /** Before this age a task is not read, except in a full round. */
  readonly dueMs: number;
  /** Beyond this age a task takes longer than most. */
  readonly lateMs: number;
  /** True when an end can be foretold as closely as reads could find it; `dueMs` is then just after it. */
  readonly foretold: boolean;
}

/** What the spread of recent durations lets one expect; undefined when too little is known. */
export function expectation(
  spread: { readonly p10: number; readonly p90: number } | undefined,
  { dueShare, maxIntervalMs, minIntervalMs, tightShare }: WatchSettings,
): Expectation | undefined {
  if (!spread) return undefined;
  const { p10, p90 } = spread;
  const foretold = p90 - p10 <= Math.min(maxIntervalMs, Math.max(minIntervalMs, tightShare * p90));
  // A read that comes a moment too early would have to be repeated.
  const dueMs = foretold ? p90 + minIntervalMs / 5 : dueShare * p10;
  return { dueMs, lateMs: p90 + maxIntervalMs, foretold };
}
