import { EngineError } from './engine-error.js';
import type { PlanContext } from './encode-file.js';
import type { Frame } from './geometry.js';
import { refusal } from './options/rules.js';

/** The size of the moving picture, or why there is none: `noPicture`, or `unsupported` for a still image. */
export function requireMovingPicture({ source, input }: PlanContext): Frame {
  requireReadable({ source, input });
  if (source.kind === 'image' && source.durationSeconds === null) {
    const why = `${input.name} is a still image, which has no duration`;
    throw refusal('unsupported', 'input', { why, allowed: 'a video or an animated gif' });
  }
  return requirePicture({ source, input });
}

export function requirePicture({ source, input }: Pick<PlanContext, 'source' | 'input'>): Frame {
  if (source.width !== null && source.height !== null) return { width: source.width, height: source.height };
  const cover = source.coverArt === null ? '' : ' (cover art does not count)';
  throw new EngineError(
    'noPicture',
    `${input.name} has no picture${cover}. Give a file with one, or ask for audio.`,
  );
}

/** ffmpeg writes animated WebP but cannot read it. */
export function requireReadable({ source, input }: Pick<PlanContext, 'source' | 'input'>): void {
  if (source.format !== 'webp' || source.durationSeconds === null) return;
  const why = `${input.name} is an animated WebP, which ffmpeg cannot decode`;
  throw refusal('unsupported', 'input', { why, allowed: 'a video, an animated gif or a still image' });
}
