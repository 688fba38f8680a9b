import { createLineReader } from './line-reader.js';

export interface Progress {
  /** 0–100, never falling; null while the length of the input is unknown. */
  percent: number | null;
  /** Seconds of media written. */
  outSeconds: number;
  /** Bytes written. */
  outBytes: number;
  /** Media seconds per second of real time; null before ffmpeg knows. */
  speed: number | null;
}

export interface ProgressReader {
  write: (text: string) => void;
  /** Reports 100 %: what ffmpeg calls the end is also the end of a run that was stopped. */
  finish: () => void;
}

/** Reads what `-progress` writes: blocks of `key=value` lines, each ended by a `progress=` line. */
export function createProgressReader(
  expectedSeconds: number | null,
  onProgress: (progress: Progress) => void,
): ProgressReader {
  const block = new Map<string, string>();
  let last: Progress = { percent: null, outSeconds: 0, outBytes: 0, speed: null };
  const report = (next: Progress): void => {
    last = next;
    onProgress(next);
  };
  const reader = createLineReader((line) => {
    const equals = line.indexOf('=');
    block.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
    if (!line.startsWith('progress=')) return;
    const outSeconds = Math.max(0, numberOr(block.get('out_time_us'), 0) / 1e6);
    const percent = percentOf(outSeconds, expectedSeconds);
    report({
      percent: percent === null ? null : Math.max(percent, last.percent ?? 0),
      outSeconds,
      outBytes: numberOr(block.get('total_size'), 0),
      speed: numberOr(block.get('speed')?.replace(/x$/, ''), null),
    });
  });
  return {
    write: (text) => {
      reader.write(text);
    },
    finish: () => {
      report({ ...last, percent: 100 });
    },
  };
}

function percentOf(seconds: number, expectedSeconds: number | null): number | null {
  if (expectedSeconds === null || expectedSeconds <= 0) return null;
  return Math.min(100, Math.round((seconds / expectedSeconds) * 1000) / 10);
}

function numberOr<T>(text: string | undefined, fallback: T): number | T {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? fallback : value;
}
