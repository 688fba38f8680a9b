import { either, integerFrom, matching, numberFrom, oneOf, refusal } from './rules.js';

export const Quality = {
  very_low: 'very_low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  very_high: 'very_high',
} as const;
export type Quality = keyof typeof Quality;

export const Fit = { contain: 'contain', cover: 'cover', fill: 'fill' } as const;
export type Fit = keyof typeof Fit;

export const Position = {
  center: 'center',
  top: 'top',
  bottom: 'bottom',
  left: 'left',
  right: 'right',
  top_left: 'top_left',
  top_right: 'top_right',
  bottom_left: 'bottom_left',
  bottom_right: 'bottom_right',
} as const;
export type Position = keyof typeof Position;

/** Pixels (1–8192), or a share of the input's size such as `"50%"`. */
export type Length = number | `${number}%`;

export interface SizeOptions {
  /** With only one side given, the other keeps the aspect. Default: as the input. */
  width?: Length | undefined;
  height?: Length | undefined;
  /**
   * How a picture meets a size of another aspect: `fill` (default) stretches it, `contain` shows all of it on a
   * background, `cover` fills the size and cuts off what is over.
   */
  fit?: Fit | undefined;
  /** Where the picture sits (`contain`) or which part stays (`cover`). Default `center`. */
  position?: Position | undefined;
  /** `#rgb` or `#rrggbb`, for `contain`. Default black; transparent in png and webp images. */
  background?: string | undefined;
}

export interface TrimOptions {
  /** Seconds. Default 0. */
  start?: number | undefined;
  /** Seconds; beyond the end of the input means its end. */
  end?: number | undefined;
}

/** The longest side of a picture, in pixels. */
export const maxSide = 8192;
const secondsRule = numberFrom(0, 1e6);

const length = either(
  integerFrom(1, maxSide),
  matching(/^(?!0+(\.0+)?%)\d{1,4}(\.\d{1,3})?%$/, 'a percentage such as "50%"'),
);

export const qualityRule = oneOf(Object.keys(Quality));
export const sizeRules = {
  width: length,
  height: length,
  fit: oneOf(Object.keys(Fit)),
  position: oneOf(Object.keys(Position)),
  background: matching(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'a colour such as #000 or #1a2b3c'),
} as const;
export const startRule = secondsRule;
export const trimRules = { start: secondsRule, end: secondsRule } as const;

/** Refuses what a size cannot mean: a fit without a size, a position with nothing to place, a background nobody sees. */
export function checkSize(options: SizeOptions): void {
  const { width, height, fit, position, background } = options;
  if (fit !== undefined && width === undefined && height === undefined) {
    throw refusal('unsupported', 'fit', {
      why: 'fit says nothing without a size',
      allowed: 'fit with width or height',
    });
  }
  const bothSides = width !== undefined && height !== undefined;
  if (position !== undefined && !(bothSides && (fit === 'contain' || fit === 'cover'))) {
    const allowed = 'position with width, height and fit contain or cover';
    throw refusal('unsupported', 'position', { why: 'position has nothing to place', allowed });
  }
  if (background !== undefined && !(bothSides && fit === 'contain')) {
    const allowed = 'background with width, height and fit contain';
    throw refusal('unsupported', 'background', { why: 'background would never be seen', allowed });
  }
}

/** Refuses an end that is not after the start. */
export function checkTrim({ start = 0, end }: TrimOptions): void {
  if (end === undefined || end > start) return;
  const why = `end is ${end} and start is ${start}`;
  throw refusal('optionOutOfRange', 'end', { why, allowed: `a number of seconds above ${start}` });
}
