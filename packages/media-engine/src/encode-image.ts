import {
  encodeFile,
  type EncodedFile,
  type EncodeJob,
  type EncodePlan,
  type PlanContext,
} from './encode-file.js';
import { lastFrameTime } from './ffprobe.js';
import { planFrame, type Frame } from './geometry.js';
import {
  checkImageQuality,
  ImageFormat,
  parseImageOptions,
  type ImageOptions,
} from './options/image-options.js';
import { refusal } from './options/rules.js';
import type { Quality } from './options/shared-options.js';
import type { EngineSettings } from './settings.js';
import { requirePicture, requireReadable } from './source-checks.js';
import { requireStartInside, secondsArg } from './trim.js';

/** Makes an image of an image, of one frame of a video, or of the cover art of a sound file. */
export async function encodeImage(
  engine: EngineSettings,
  job: EncodeJob<ImageOptions>,
): Promise<EncodedFile> {
  const options = parseImageOptions(job.options);
  return encodeFile(engine, job, (context) => planImage(options, context));
}

async function planImage(options: ImageOptions, context: PlanContext): Promise<EncodePlan> {
  const { source, settings } = context;
  requireReadable(context);
  const frame = pictureOf(context);
  const format = options.format ?? defaultFormat(context);
  checkImageQuality(format, options.quality);
  const alpha = format === 'png' || format === 'webp';
  const defaultBackground = alpha ? 'black@0' : 'black';
  const { filters } = planFrame({ options, source: frame, evenSides: false, defaultBackground });
  // Padding is as transparent as the format it is painted in.
  const painted = alpha && options.fit === 'contain' ? ['format=rgba', ...filters] : filters;
  const seek = await seekArgs(options.start ?? 0, context);
  const threads = settings.threads === null ? [] : ['-threads', `${settings.threads}`];
  // Cover art is the only picture where there is no other.
  const picture = source.hasVideo ? '0:V:0' : '0:v:0';
  const pick = ['-an', '-map', picture, '-frames:v', '1', '-vf', painted.join(','), ...threads];
  return {
    inputArgs: seek,
    outputArgs: [...pick, ...encoderArgs(format, options.quality ?? 'medium')],
    expectedSeconds: null,
    start: options.start ?? 0,
  };
}

function pictureOf(context: PlanContext): Frame {
  const { hasVideo, coverArt } = context.source;
  return !hasVideo && coverArt !== null ? coverArt : requirePicture(context);
}

function defaultFormat({ source }: PlanContext): ImageFormat {
  if (source.kind === 'video') return 'jpeg';
  if (source.kind === 'audio') return source.coverArt?.codec === 'mjpeg' ? 'jpeg' : 'png';
  return source.format in ImageFormat ? (source.format as ImageFormat) : 'png';
}

/** Seeks to the frame shown at `start`: near the end that is the last one, though it begins earlier. */
async function seekArgs(start: number, { source, input, settings, scope }: PlanContext): Promise<string[]> {
  if (start === 0) return [];
  if (source.durationSeconds === null && (source.kind === 'image' || !source.hasVideo)) {
    throw refusal('optionOutOfRange', 'start', { why: `${input.name} has a single picture`, allowed: '0' });
  }
  if (!source.hasVideo) {
    throw refusal('optionOutOfRange', 'start', {
      why: `${input.name} has cover art, not frames`,
      allowed: '0',
    });
  }
  requireStartInside(start, source.durationSeconds);
  const farFromEnd = source.durationSeconds !== null && source.durationSeconds - start > 10;
  const time = farFromEnd ? start : ((await lastFrameTime(input, start, { settings, scope })) ?? start);
  return ['-ss', secondsArg(Math.min(start, time))];
}

function encoderArgs(format: ImageFormat, quality: Quality): string[] {
  switch (format) {
    case 'jpeg':
      return ['-c:v', 'mjpeg', '-q:v', `${jpegScale[quality]}`, '-pix_fmt', 'yuvj420p', '-f', 'image2pipe'];
    case 'png':
      return ['-c:v', 'png', '-f', 'image2pipe'];
    case 'webp':
      return ['-c:v', 'libwebp', '-quality', `${webpQuality[quality]}`, '-f', 'webp'];
    case 'avif':
      return [...avifArgs, '-crf', `${avifCrf[quality]}`, '-f', 'avif'];
  }
}

/** libaom, not SVT-AV1, which refuses pictures with a side below 64 pixels. */
const avifArgs = ['-c:v', 'libaom-av1', '-still-picture', '1', '-cpu-used', '8', '-pix_fmt', 'yuv420p'];

/** 2 is the best, 31 the worst. */
const jpegScale: Record<Quality, number> = { very_low: 20, low: 12, medium: 6, high: 3, very_high: 2 };
export const webpQuality: Record<Quality, number> = {
  very_low: 30,
  low: 50,
  medium: 75,
  high: 85,
  very_high: 95,
};
const avifCrf: Record<Quality, number> = { very_low: 50, low: 42, medium: 32, high: 24, very_high: 16 };
