import type { RemoteTask } from '@org/ittybit-client';
import type { WatchSettings } from './watch-settings.js';

/** Progress is told in whole percent: behind a number there may be up to so many more. */
const STEP_PERCENT = 1;
/** Clocks and replies are not exact: a forecast is wrong only when it misses by more than this share of the duration. */
const SLACK_SHARE = 0.005;

/** Replies take longer or shorter. Looks may disagree by this share of the duration: a few times, or one in so many. */
const MISS_SHARE = 0.02;
const FEW_MISSES = 2;
const LOOKS_PER_MISS = 5;
/** Forecasts remembered per kind. */
const MAX_SAMPLES = 50;
/** Fewer say nothing. */
const MIN_SAMPLES = 5;
/** On a busy machine replies come so late that even progress looks uneven now and then; that costs little. */
const TRUST_SHARE = 0.75;

/** Between which durations a task ends if its progress goes on evenly, in ms. */
export interface Forecast {
  readonly fromMs: number;
  readonly toMs: number;
  readonly looks: number;
  /** Looks that did not agree with those before. */
  readonly misses: number;
}

/** One look at a task: how far it was, and how long it had run when it was asked for and when the reply came. */
export interface Look {
  readonly progress: RemoteTask['progress'];
  readonly askedMs: number;
  readonly repliedMs: number;
  /** How exact times are. */
  readonly slackMs: number;
}

/**
 * The forecast after one more look. Every look narrows it. `uneven` when no even progress explains the looks: then
 * nothing can be told of the task, and never again.
 */
export function narrowed(
  before: Forecast | 'uneven' | undefined,
  { progress, askedMs, repliedMs, slackMs }: Look,
): Forecast | 'uneven' | undefined {
  if (before === 'uneven' || progress === null || progress <= 0 || askedMs <= 0) return before;
  const slack = slackMs + SLACK_SHARE * repliedMs;
  const look = {
    fromMs: (askedMs * 100) / (progress + STEP_PERCENT) - slack,
    toMs: (repliedMs * 100) / Math.min(progress, 100) + slack,
  };
  const { looks = 0, misses = 0 } = before ?? {};
  const fromMs = Math.max(before?.fromMs ?? 0, look.fromMs);
  const toMs = Math.min(before?.toMs ?? Infinity, look.toMs);
  if (fromMs <= toMs) return { fromMs, toMs, looks: looks + 1, misses };
  const isSmall = fromMs - toMs <= MISS_SHARE * repliedMs + slackMs;
  if (!isSmall || misses + 1 > FEW_MISSES + looks / LOOKS_PER_MISS) return 'uneven';
  // The later look is the closer one: what is left is a smaller part of the whole.
  return { ...look, looks: looks + 1, misses: misses + 1 };
}

/** After how long to look: when the task has surely ended if that is known closely, else when it may have. */
export function foretoldMs({ fromMs, toMs }: Forecast, { maxIntervalMs }: WatchSettings): number {
  return toMs - fromMs <= maxIntervalMs ? toMs : fromMs;
}

/** Whether forecasts of a kind came true of late, learned in memory. */
export interface ForecastRecord {
  /** The task had run for `actualMs` when it ended. */
  readonly learn: (kind: string, forecast: Forecast | 'uneven', actualMs: number) => void;
  /** True when most of the last ones came true, and there were enough of them. */
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
      return record.length >= MIN_SAMPLES && record.filter(Boolean).length >= record.length * TRUST_SHARE;
    },
  };
}
