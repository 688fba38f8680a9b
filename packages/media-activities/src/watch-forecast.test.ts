import { describe, expect, it } from 'vitest';
import { createForecastRecord, foretoldMs, narrowed, type Forecast } from './watch-forecast.js';
import { DEFAULT_WATCH_SETTINGS } from './watch-settings.js';

type At = readonly [runningMs: number, progress: number | null];

/** What is told after a task was looked at so often. */
function after(...looks: At[]): Forecast | 'uneven' | undefined {
  let forecast: Forecast | 'uneven' | undefined;
  for (const [runningMs, progress] of looks)
    forecast = narrowed(forecast, { progress, askedMs: runningMs, repliedMs: runningMs, slackMs: 100 });
  return forecast;
}

/** Looks at a task of 60 s that tells whole percent, at these times. */
const even = (...times: number[]): At[] => times.map((ms) => [ms, Math.floor((100 * ms) / 60_000)]);

describe('narrowed', () => {
  it('tells nothing while there is no progress', () => {
    expect(after([10_000, null], [20_000, 0])).toBeUndefined();
  });

  it('brackets the end of even progress, the closer the more looks there were', () => {
    const wide = after(...even(10_000));
    const close = after(...even(10_000, 23_000, 31_500, 42_200, 51_000));
    if (wide === undefined || wide === 'uneven' || close === undefined || close === 'uneven') {
      throw new Error('even progress was not taken for it');
    }
    expect(wide.fromMs).toBeLessThan(60_000);
    expect(wide.toMs).toBeGreaterThan(60_000);
    expect(close.fromMs).toBeLessThan(60_000);
    expect(close.toMs).toBeGreaterThan(60_000);
    expect(close.toMs - close.fromMs).toBeLessThan(1_500);
  });

  it('gives up on progress that jumps, and does not begin again', () => {
    expect(after([10_000, 50], [40_000, 52])).toBe('uneven');
    expect(after([10_000, 50], [40_000, 52], [41_000, 60])).toBe('uneven');
  });

  it('gives up on progress that stands still before the end', () => {
    const still = Array.from({ length: 20 }, (_, index): At => [60_300 + index * 700, 99]);
    expect(after(...even(10_000, 30_000, 50_000, 59_900), ...still)).toBe('uneven');
  });

  it('bears a look that came a little late', () => {
    expect(after(...even(10_000, 23_000, 31_500), [42_900, 70], ...even(51_000))).toMatchObject({});
  });
});

describe('foretoldMs', () => {
  it('is the time when the task has surely ended, or when it may have while that is not known closely', () => {
    const foretold = (fromMs: number, toMs: number): number =>
      foretoldMs({ fromMs, toMs, looks: 1, misses: 0 }, DEFAULT_WATCH_SETTINGS);
    expect(foretold(59_000, 61_000)).toBe(61_000);
    expect(foretold(50_000, 70_000)).toBe(50_000);
  });
});

describe('createForecastRecord', () => {
  const good = { fromMs: 59_000, toMs: 61_000, looks: 1, misses: 0 };

  it('trusts a kind once enough forecasts came true', () => {
    const record = createForecastRecord(DEFAULT_WATCH_SETTINGS);
    for (let count = 0; count < 4; count++) record.learn('video', good, 60_000);
    expect(record.trusts('video')).toBe(false);
    record.learn('video', good, 60_000);
    expect(record.trusts('video')).toBe(true);
    expect(record.trusts('image')).toBe(false);
  });

  it.each([
    ['came long before or after', good, 80_000],
    ['had no even progress', 'uneven' as const, 60_000],
  ])('trusts it no more when ends %s', (_, forecast, actualMs) => {
    const record = createForecastRecord(DEFAULT_WATCH_SETTINGS);
    for (let count = 0; count < 9; count++) record.learn('video', good, 60_000);
    for (let count = 0; count < 3; count++) record.learn('video', forecast, actualMs);
    expect(record.trusts('video')).toBe(true);
    record.learn('video', forecast, actualMs);
    expect(record.trusts('video')).toBe(false);
  });
});
