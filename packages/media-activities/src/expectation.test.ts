import { describe, expect, it } from 'vitest';
import { expectation } from './expectation.js';
import { createTaskDurations } from './task-durations.js';
import { DEFAULT_WATCH_SETTINGS } from './watch-settings.js';

/** What is expected after tasks took so long. */
function after(...durations: number[]): ReturnType<typeof expectation> {
  const known = createTaskDurations();
  for (const ms of durations) known.learn('video', ms);
  return expectation(known.spread('video'), DEFAULT_WATCH_SETTINGS);
}

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe('expectation', () => {
  it('expects nothing before five tasks of the kind have ended', () => {
    expect(after(...times(4, 60_000))).toBeUndefined();
    expect(after(...times(5, 60_000))).toBeDefined();
  });

  it('foretells ends that come after nearly the same time', () => {
    expect(after(...times(20, 60_000), 59_000, 61_000)).toEqual({
      dueMs: 60_050,
      lateMs: 62_600,
      foretold: true,
    });
  });

  it('foretells ends that differ by less than reads could tell apart', () => {
    expect(after(...times(10, 1), ...times(10, 200))).toMatchObject({ foretold: true });
    expect(after(...times(10, 1), ...times(10, 400))).toMatchObject({ foretold: false });
  });

  it('looks from well before the earliest on when durations vary', () => {
    const spread = Array.from({ length: 50 }, (_, index) => 30_000 + index * 1_000);
    expect(after(...spread)).toEqual({ dueMs: 0.7 * 35_000, lateMs: 74_000 + 2_600, foretold: false });
  });

  it('foretells nothing of short tasks whose times differ by a large share', () => {
    expect(after(500, 1_000, 1_500, 2_000, 2_500)).toMatchObject({ foretold: false, dueMs: 350 });
  });

  it('forgets what was long ago', () => {
    expect(after(...times(50, 60_000), ...times(50, 10_000))).toMatchObject({ dueMs: 10_050 });
  });
});
