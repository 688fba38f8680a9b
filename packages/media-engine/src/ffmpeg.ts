import { diskUsage } from './disk-usage.js';
import { EngineError } from './engine-error.js';
import { createStderrSigns, ffmpegFailure } from './failure.js';
import type { MediaInput } from './input.js';
import { createProgressReader, type Progress } from './progress.js';
import { runProcess } from './run-process.js';
import type { RunScope } from './run-scope.js';
import { processorSeconds, type EngineSettings } from './settings.js';

/** How often the size of the output is looked at. */
const sizeCheckMs = 200;

export interface FfmpegRun {
  input: MediaInput;
  /** Options before the input: where to begin, how much to read. */
  inputArgs: readonly string[];
  /** Everything after the input: streams, filters, encoders and the output's name. */
  outputArgs: readonly string[];
  /** File or folder that grows, to be measured. */
  target: string;
  /** What the caller knows the output as. */
  output: string;
  cwd?: string | undefined;
  /** Length of the result, for the percentage. */
  expectedSeconds: number | null;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** Runs ffmpeg once, within the limits of `settings`, and fails with a typed error. */
export async function runFfmpeg(run: FfmpegRun, settings: EngineSettings, scope: RunScope): Promise<void> {
  const stderr = createStderrSigns();
  const size = watchSize(run, settings.maxOutputBytes, scope);
  const progress = createProgressReader(run.expectedSeconds, (report) => {
    if (scope.signal.aborted) return;
    try {
      run.onProgress?.({ ...report, outBytes: Math.max(report.outBytes, size.latest()) });
    } catch (error) {
      scope.stop(error);
    }
  });
  try {
    const exit = await runProcess({
      command: settings.ffmpegPath,
      args: [...globalArgs(settings), ...run.inputArgs, ...run.input.args, ...run.outputArgs],
      cwd: run.cwd,
      signal: scope.signal,
      killGraceMs: settings.killGraceMs,
      onStdout: (text) => {
        progress.write(text);
      },
      onStderrLine: (line) => {
        stderr.read(line);
      },
    });
    const failure = ffmpegFailure({ ...exit, signs: stderr.signs }, run);
    if (failure !== null) throw failure;
    await size.check();
    progress.finish();
    scope.signal.throwIfAborted();
  } finally {
    await size.stop();
  }
}

function globalArgs({ threads, timeoutMs }: EngineSettings): string[] {
  const filterThreads =
    threads === null ? [] : ['-filter_threads', `${threads}`, '-filter_complex_threads', `${threads}`];
  const limit = ['-timelimit', `${processorSeconds(timeoutMs)}`];
  const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error'];
  const reports = ['-progress', 'pipe:1', '-stats_period', '0.25'];
  return [...quiet, ...reports, '-y', ...limit, ...filterThreads];
}

interface SizeWatch {
  /** Bytes at the last look. */
  latest: () => number;
  check: () => Promise<void>;
  stop: () => Promise<void>;
}

/** ffmpeg's own size limit ends the file early and calls it success, so the size is watched from outside. */
function watchSize({ target, output }: FfmpegRun, maxOutputBytes: number, scope: RunScope): SizeWatch {
  let bytes = 0;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    bytes = await diskUsage(target);
    if (bytes <= maxOutputBytes) return;
    const message = `The output ${output} grew beyond ${maxOutputBytes} bytes. Raise maxOutputBytes or ask for less.`;
    scope.stop(new EngineError('outputTooLarge', message));
  };
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => {
        scope.stop(error);
      })
      .finally(() => {
        looking = null;
      });
  }, sizeCheckMs);
  return {
    latest: () => bytes,
    check: look,
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
