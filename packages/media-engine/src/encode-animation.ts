import {
  encodeFile,
  type EncodedFile,
  type EncodeJob,
  type EncodePlan,
  type PlanContext,
} from './encode-file.js';
import { webpQuality } from './encode-image.js';
import { planFrame } from './geometry.js';
import { parseAnimationOptions, type AnimationOptions } from './options/animation-options.js';
import type { Quality } from './options/shared-options.js';
import type { EngineSettings } from './settings.js';
import { requireMovingPicture } from './source-checks.js';
import { planTrim } from './trim.js';

/** Makes a silent, endlessly repeated gif or WebP of a part of a video. */
export async function encodeAnimation(
  engine: EngineSettings,
  job: EncodeJob<AnimationOptions>,
): Promise<EncodedFile> {
  const options = parseAnimationOptions(job.options);
  return encodeFile(engine, job, (context) => planAnimation(options, context));
}

function planAnimation(options: AnimationOptions, context: PlanContext): EncodePlan {
  const { format = 'gif', quality = 'medium', fps = 10, start = 0 } = options;
  const source = requireMovingPicture(context);
  const { filters } = planFrame({ options, source, evenSides: false });
  const shown = [`fps=${fps}`, ...filters].join(',');
  const encoder =
    format === 'gif'
      ? ['-vf', `${shown},${palette(quality)}`, '-c:v', 'gif']
      : ['-vf', shown, '-c:v', 'libwebp_anim', '-quality', `${webpQuality[quality]}`];
  const outputArgs = ['-an', '-map', '0:V:0', ...encoder, '-loop', '0', '-f', format];
  return { ...planTrim(options, context.source.durationSeconds), outputArgs, start };
}

const gifColors: Record<Quality, number> = { very_low: 32, low: 64, medium: 128, high: 192, very_high: 256 };

/** A palette per frame: one for the whole clip would hold every frame in memory until the last has come. */
function palette(quality: Quality): string {
  const colors = gifColors[quality];
  return `split[a][b];[a]palettegen=max_colors=${colors}:stats_mode=single[p];[b][p]paletteuse=new=1:dither=bayer`;
}
