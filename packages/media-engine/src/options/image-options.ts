import { checkOptions, oneOf, refusal, type Rules } from './rules.js';
import {
  checkSize,
  qualityRule,
  sizeRules,
  startRule,
  type Quality,
  type SizeOptions,
} from './shared-options.js';

export const ImageFormat = { jpeg: 'jpeg', png: 'png', webp: 'webp', avif: 'avif' } as const;
export type ImageFormat = keyof typeof ImageFormat;

export interface ImageOptions extends SizeOptions {
  /** Default: as an input image of one of these formats; png for other images, jpeg for a frame of a video. */
  format?: ImageFormat | undefined;
  /** Default `medium`. Not for png, which loses nothing. */
  quality?: Quality | undefined;
  /** Which frame of a video or an animated gif, in seconds. Default 0. */
  start?: number | undefined;
}

const rules: Rules<ImageOptions> = {
  format: oneOf(Object.keys(ImageFormat)),
  quality: qualityRule,
  start: startRule,
  ...sizeRules,
};

export function parseImageOptions(value: unknown): ImageOptions {
  const options = checkOptions<ImageOptions>('image', value, rules);
  checkImageQuality(options.format, options.quality);
  checkSize(options);
  return options;
}

/** Also asked once the input is known, for the format may follow from it. */
export function checkImageQuality(format: ImageFormat | undefined, quality: Quality | undefined): void {
  if (format !== 'png' || quality === undefined) return;
  const why = 'png keeps every pixel, so quality has no meaning';
  throw refusal('unsupported', 'quality', { why, allowed: 'quality with jpeg, webp or avif' });
}
