import path from 'node:path';
import { writeAtomically } from './atomic-output.js';
import { EngineError, isEngineError } from './engine-error.js';
import { runFfmpeg } from './ffmpeg.js';
import { probeFile, probeInput } from './ffprobe.js';
import { contentTypeOf } from './formats.js';
import { openInput, type MediaInput } from './input.js';
import type { MediaProbe } from './media-probe.js';
import { withScope, type RunOptions, type RunScope } from './run-scope.js';
import { withRunLimits, type EngineSettings } from './settings.js';
import { startPastEnd } from './trim.js';

/** A finished output. */
export interface EncodedFile {
  /** Absolute. */
  path: string;
  bytes: number;
  contentType: string;
  /** What ffprobe says of the output. */
  probe: MediaProbe;
}

export interface EncodeJob<Options> extends RunOptions {
  /** A path, or a URL where the engine's `allowedProtocols` allow it. */
  input: string;
  /** A path; its folder must exist. What is there already is replaced when the new output is complete. */
  output: string;
  options: Options;
}

/** What one operation asks of ffmpeg, decided from the options and the probe alone. */
export interface EncodePlan {
  inputArgs: readonly string[];
  /** Without the output's name; the muxer is named, because the temporary name says nothing. */
  outputArgs: readonly string[];
  expectedSeconds: number | null;
  /** Seconds; to explain an output with nothing in it. */
  start: number;
}

/** What a plan may look at. */
export interface PlanContext {
  source: MediaProbe;
  input: MediaInput;
  settings: EngineSettings;
  scope: RunScope;
}

/** Opens and probes the input, with the limits and the signal of one operation. */
export async function withSource<T>(
  engine: EngineSettings,
  job: EncodeJob<unknown>,
  work: (context: PlanContext) => Promise<T>,
): Promise<T> {
  const settings = withRunLimits(engine, job);
  const subject = `Making ${job.output}`;
  return withScope({ signal: job.signal, timeoutMs: settings.timeoutMs, subject }, async (scope) => {
    const input = await openInput(job.input, settings);
    const source = await probeInput(input, settings, scope);
    return work({ source, input, settings, scope });
  });
}

/** The one way a single file is made: probe, plan, run, probe the result, move it into place. */
export async function encodeFile(
  engine: EngineSettings,
  job: EncodeJob<unknown>,
  plan: (context: PlanContext) => EncodePlan | Promise<EncodePlan>,
): Promise<EncodedFile> {
  const output = path.resolve(job.output);
  return withSource(engine, job, async (context) => {
    const { input, settings, scope } = context;
    const { inputArgs, outputArgs, expectedSeconds, start } = await plan(context);
    return writeAtomically(output, scope.signal, async (target) => {
      const outputs = [...commonOutputArgs, ...outputArgs, `file:${target}`];
      const run = { input, inputArgs, outputArgs: outputs, target, output, expectedSeconds };
      await runFfmpeg({ ...run, onProgress: job.onProgress }, settings, scope);
      const probe = await probeResult(target, { output, start }, context);
      return {
        path: output,
        bytes: probe.sizeBytes,
        contentType: contentTypeOf(probe.format, probe.kind),
        probe,
      };
    });
  });
}

/** No subtitles, data, chapters or tags: tags of phone videos hold the place they were made at. */
export const commonOutputArgs = ['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'] as const;

async function probeResult(
  target: string,
  { output, start }: { output: string; start: number },
  { settings, scope }: PlanContext,
): Promise<MediaProbe> {
  try {
    const probe = await probeFile(target, settings, scope);
    if (probe.kind === 'image' || probe.durationSeconds !== null) return probe;
  } catch (error) {
    const nothing =
      isEngineError(error) && ['notMedia', 'emptyInput', 'inputUnavailable'].includes(error.code);
    if (!nothing) throw error;
  }
  if (start > 0) throw startPastEnd(start);
  throw new EngineError(
    'failed',
    `ffmpeg made nothing for ${output}: no frame or sample could be read from the input.`,
  );
}
