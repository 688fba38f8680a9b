import type { RemoteTask } from '@org/ittybit-client';
import type { WatchSettings } from './watch-settings.js';

/** Progress is told in whole percent: behind a number there may be up to so many more. */
const STEP_PERCENT = 1;
/** Clocks and replies are not exact: a forecast is wrong only when it misses by more than this share of the duration. */
const SLACK_SHARE = 0.005;

/** Replies take longer or shorter: looks may disagree by so much, and so often. */
const MISS_SHARE = 0.02;
const MAX_MISSES = 3;
/** Forecasts remembered per kind. */
const MAX_SAMPLES = 50;
/** Fewer say nothing. */
const MIN_SAMPLES = 5;

/** Between which durations a task ends if its progress goes on evenly, in ms. */
export interface Forecast {
  readonly fromMs: number;
  readonly toMs: number;
  /** Looks that did not agree with those before. */
  readonly misses: number;
}

/**
 * The forecast after one more look at a task that has run for `runningMs`. Every look narrows it. `uneven` when no
 * even progress explains all looks: then nothing can be told of the task, and never again.
 */
export function narrowed(
  before: Forecast | 'uneven' | undefined,
  look: { readonly progress: RemoteTask['progress']; readonly runningMs: number; readonly slackMs: number },
): Forecast | 'uneven' | undefined {
  const { progress, runningMs, slackMs } = look;
  if (before === 'uneven' || progress === null || progress <= 0 || runningMs <= 0) return before;
  const slack = slackMs + SLACK_SHARE * runningMs;
  const fromMs = Math.max(before?.fromMs ?? 0, (runningMs * 100) / (progress + STEP_PERCENT) - slack);
  const toMs = Math.min(before?.toMs ?? Infinity, (runningMs * 100) / Math.min(progress, 100) + slack);
  const misses = before?.misses ?? 0;
  if (fromMs <= toMs) return { fromMs, toMs, misses };
  const isSmall = fromMs - toMs <= MISS_SHARE * runningMs + slackMs;
  return isSmall && misses < MAX_MISSES ? { fromMs: toMs, toMs: fromMs, misses: misses + 1 } : 'uneven';
}

/** After how long to look: when the task has surely ended if that is known closely, else when it may have. */
export function foretoldMs({ fromMs, toMs }: Forecast, { maxIntervalMs }: WatchSettings): number {
  return toMs - fromMs <= maxIntervalMs ? toMs : fromMs;
}

/** Whether forecasts of a kind came true of late, learned in memory. */
export interface ForecastRecord {
  /** The task had run for `actualMs` when it ended. */
  readonly learn: (kind: string, forecast: Forecast | 'uneven', actualMs: number) => void;
  /** True when nine in ten of the last ones came true, and there were enough of them. */
  readonly trusts: (kind: string) => boolean;
}

export function createForecastRecord({ maxIntervalMs }: WatchSettings): ForecastRecord {
  const records = new Map<string, boolean[]>();
  return {
    learn: (kind, forecast, actualMs) => {
      const cameTrue =
        forecast !== 'uneven' &&
        actualMs >= forecast.fromMs - maxIntervalMs &&
        actualMs <= forecast.toMs + maxIntervalMs;
      records.set(kind, [...(records.get(kind) ?? []), cameTrue].slice(-MAX_SAMPLES));
    },
    trusts: (kind) => {
      const record = records.get(kind) ?? [];
      return record.length >= MIN_SAMPLES && record.filter(Boolean).length >= record.length * 0.9;
    },
  };
}
