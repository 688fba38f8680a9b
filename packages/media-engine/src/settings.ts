import { availableParallelism } from 'node:os';
import { EngineError } from './engine-error.js';

export type InputProtocol = 'file' | 'http' | 'https';

export interface MediaEngineOptions {
  /** Program name or path. Default `ffmpeg`, looked for on PATH. */
  ffmpegPath?: string | undefined;
  /** Program name or path. Default `ffprobe`, looked for on PATH. */
  ffprobePath?: string | undefined;
  /** Default 10 GiB. */
  maxOutputBytes?: number | undefined;
  /** For one operation. Default 1 hour, at most 24 days. */
  timeoutMs?: number | undefined;
  /** Between SIGTERM and SIGKILL. Default 2000. */
  killGraceMs?: number | undefined;
  /** Threads of each codec and filter. Default: ffmpeg decides, usually one per core. */
  threads?: number | undefined;
  /**
   * Where inputs may come from. Default `['file']`. With http or https, ffmpeg connects to whatever address the
   * URL or a redirect names, private ones too: allow it only for URLs you trust.
   */
  allowedProtocols?: readonly InputProtocol[] | undefined;
}

export interface EngineSettings {
  ffmpegPath: string;
  ffprobePath: string;
  maxOutputBytes: number;
  timeoutMs: number;
  killGraceMs: number;
  threads: number | null;
  allowedProtocols: readonly InputProtocol[];
}

/** setTimeout fires at once for anything longer. */
const maxTimerMs = 2 ** 31 - 1;

export function resolveSettings(options: MediaEngineOptions): EngineSettings {
  return {
    ffmpegPath: options.ffmpegPath ?? 'ffmpeg',
    ffprobePath: options.ffprobePath ?? 'ffprobe',
    maxOutputBytes: limit(
      'maxOutputBytes',
      options.maxOutputBytes ?? 10 * 1024 ** 3,
      Number.MAX_SAFE_INTEGER,
    ),
    timeoutMs: limit('timeoutMs', options.timeoutMs ?? 3_600_000, maxTimerMs),
    killGraceMs: limit('killGraceMs', options.killGraceMs ?? 2000, maxTimerMs),
    threads: options.threads === undefined ? null : limit('threads', options.threads, 1024),
    allowedProtocols: options.allowedProtocols ?? ['file'],
  };
}

/** The limits of one run: its own where given, else the engine's. */
export function withRunLimits(
  settings: EngineSettings,
  run: { timeoutMs?: number | undefined; maxOutputBytes?: number | undefined },
): EngineSettings {
  return {
    ...settings,
    timeoutMs: limit('timeoutMs', run.timeoutMs ?? settings.timeoutMs, maxTimerMs),
    maxOutputBytes: limit(
      'maxOutputBytes',
      run.maxOutputBytes ?? settings.maxOutputBytes,
      Number.MAX_SAFE_INTEGER,
    ),
  };
}

/** Seconds of processor time that no run within `timeoutMs` can use: it ends what a killed parent left running. */
export function processorSeconds(timeoutMs: number): number {
  return Math.ceil(timeoutMs / 1000) * availableParallelism() + 10;
}

function limit(option: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  const allowed = `an integer from 1 to ${max}`;
  throw new EngineError('optionOutOfRange', `${option} is ${value}; it must be ${allowed}.`, {
    option,
    allowed,
  });
}
