import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from './atomic-output.js';
import { commonOutputArgs, withSource, type EncodeJob, type PlanContext } from './encode-file.js';
import { runFfmpeg } from './ffmpeg.js';
import { planFrame } from './geometry.js';
import { hlsArgs, type HlsRequest } from './hls-args.js';
import { describePackage, type HlsPackage } from './hls-package.js';
import { pictureVariants, soundVariants } from './hls-variants.js';
import { parseAdaptiveVideoOptions, type AdaptiveVideoOptions } from './options/adaptive-video-options.js';
import type { EngineSettings } from './settings.js';
import { requireMovingPicture } from './source-checks.js';
import { planTrim } from './trim.js';

/** Makes an HLS package; of sound alone if there is no picture. `output` is a folder, replaced as a whole. */
export async function packageHls(
  engine: EngineSettings,
  job: EncodeJob<AdaptiveVideoOptions>,
): Promise<HlsPackage> {
  const options = parseAdaptiveVideoOptions(job.options);
  const directory = path.resolve(job.output);
  return withSource(engine, job, async (context) => {
    const { input, settings, scope } = context;
    const { inputArgs, expectedSeconds } = planTrim(options, context.source.durationSeconds);
    const request = planPackage(options, context);
    return writeAtomically(directory, scope.signal, async (target) => {
      await mkdir(target);
      const outputArgs = [...commonOutputArgs, ...hlsArgs(request)];
      const run = { input, inputArgs, outputArgs, target, cwd: target, output: directory, expectedSeconds };
      await runFfmpeg({ ...run, onProgress: job.onProgress }, settings, scope);
      return describePackage(
        { target, directory, start: options.start ?? 0, variants: [...request.variants] },
        context,
      );
    });
  });
}

function planPackage(options: AdaptiveVideoOptions, context: PlanContext): HlsRequest {
  const { source, settings } = context;
  const shared = { source, quality: options.quality, threads: settings.threads };
  const sizes = ['width', 'height', 'fit', 'position', 'background'] as const;
  const asksForPicture = sizes.some((name) => options[name] !== undefined);
  if (!source.hasVideo && !asksForPicture) return { ...shared, variants: soundVariants(), filters: [] };
  const { frame, filters } = planFrame({ options, source: requireMovingPicture(context), evenSides: true });
  return { ...shared, variants: pictureVariants(frame, source.fps), filters };
}
