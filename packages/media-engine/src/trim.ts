import { refusal } from './options/rules.js';
import type { TrimOptions } from './options/shared-options.js';

export interface Trim {
  /** Stand before the input: ffmpeg seeks instead of decoding all that comes before. */
  inputArgs: string[];
  /** Length of the result; null when the input does not say how long it is. */
  expectedSeconds: number | null;
}

/** Fails with `optionOutOfRange` if the start is not inside the input. */
export function planTrim({ start = 0, end }: TrimOptions, durationSeconds: number | null): Trim {
  requireStartInside(start, durationSeconds);
  const seek = start > 0 ? ['-ss', secondsArg(start)] : [];
  const read = end === undefined ? [] : ['-t', secondsArg(end - start)];
  const stop = Math.min(end ?? Infinity, durationSeconds ?? Infinity);
  return { inputArgs: [...seek, ...read], expectedSeconds: Number.isFinite(stop) ? stop - start : null };
}

/** Never in the form 1e-7, which ffmpeg does not read as a time. */
export function secondsArg(seconds: number): string {
  return seconds.toFixed(6);
}

export function requireStartInside(start: number, durationSeconds: number | null): void {
  if (durationSeconds !== null && start >= durationSeconds && start > 0) {
    throw startPastEnd(start, `a number of seconds below ${durationSeconds}`);
  }
}

/** For the inputs that do not say how long they are: it shows when nothing comes out. */
export function startPastEnd(start: number, allowed = 'a number of seconds inside the input'): Error {
  return refusal('optionOutOfRange', 'start', {
    why: `start is ${start}, past the end of the input`,
    allowed,
  });
}
