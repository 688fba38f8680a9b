import { checkOptions, integerFrom, numberFrom, oneOf, refusal, type Rules } from './rules.js';
import {
  checkSize,
  checkTrim,
  qualityRule,
  sizeRules,
  trimRules,
  type Quality,
  type SizeOptions,
  type TrimOptions,
} from './shared-options.js';

export const VideoFormat = { mp4: 'mp4', webm: 'webm', mov: 'mov' } as const;
export type VideoFormat = keyof typeof VideoFormat;

export const VideoCodec = { h264: 'h264', h265: 'h265', vp9: 'vp9', av1: 'av1' } as const;
export type VideoCodec = keyof typeof VideoCodec;

export interface VideoOptions extends SizeOptions, TrimOptions {
  /** Default `mp4`. */
  format?: VideoFormat | undefined;
  /** Default `h264`, in webm `vp9`. h264 and h265 go into mp4 and mov, vp9 into webm, av1 into mp4 and webm. */
  codec?: VideoCodec | undefined;
  /** Default `medium`. */
  quality?: Quality | undefined;
  /** 1–60. Default: as the input. */
  fps?: number | undefined;
  /** Bits per second of the picture, 300,000–60,000,000: the average, or with `quality` the ceiling. */
  bitrate?: number | undefined;
}

const codecsOf: Record<VideoFormat, readonly VideoCodec[]> = {
  mp4: ['h264', 'h265', 'av1'],
  mov: ['h264', 'h265'],
  webm: ['vp9', 'av1'],
};

const rules: Rules<VideoOptions> = {
  format: oneOf(Object.keys(VideoFormat)),
  codec: oneOf(Object.keys(VideoCodec)),
  quality: qualityRule,
  fps: numberFrom(1, 60),
  bitrate: integerFrom(300_000, 60_000_000),
  ...sizeRules,
  ...trimRules,
};

/** Options that only a picture can honour. */
const pictureOptions = [
  'codec',
  'width',
  'height',
  'fit',
  'position',
  'background',
  'fps',
  'bitrate',
] as const;

export function parseVideoOptions(value: unknown): VideoOptions {
  const options = checkOptions<VideoOptions>('video', value, rules);
  const format = options.format ?? 'mp4';
  const allowed = codecsOf[format];
  if (options.codec !== undefined && !allowed.includes(options.codec)) {
    const why = `${options.codec} does not go into ${format}`;
    throw refusal('unsupported', 'codec', { why, allowed: `${allowed.join(', ')} in ${format}` });
  }
  checkSize(options);
  checkTrim(options);
  return options;
}

export function videoCodecOf({ format = 'mp4', codec }: VideoOptions): VideoCodec {
  return codec ?? (format === 'webm' ? 'vp9' : 'h264');
}

/** The picture options that are set: with any of them, an input without a picture is refused. */
export function pictureOptionsIn(options: VideoOptions): string[] {
  return pictureOptions.filter((name) => options[name] !== undefined);
}
