import { z } from 'zod';

/**
 * Options per kind, as strict as the reference where it gives values and ranges.
 * Every other key passes through, since the eras of the API differ.
 */
function oneOf<const Values extends readonly [string, ...string[]]>(
  ...values: Values
): z.ZodEnum<{ [Value in Values[number]]: Value }> {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

function range(min: number, max: number, unit: string): z.ZodNumber {
  const error = `must be a number from ${min} to ${max}${unit}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

function bitsPerSecond(min: number, max: number): z.ZodNumber {
  return range(min, max, ' bits per second').int({ error: 'must be a whole number of bits per second' });
}

/** Pixels, or a share of the input such as `"50%"`. */
export type Dimension = number | `${number}%`;

const DimensionSchema = z.custom<Dimension>(
  (value) =>
    typeof value === 'number'
      ? Number.isInteger(value) && value > 0
      : typeof value === 'string' && /^\d+(\.\d+)?%$/.test(value) && parseFloat(value) > 0,
  { error: 'must be a positive whole number of pixels, or a percentage such as "50%"' },
);

const secondsError = 'must be a number of seconds, 0 or more';
const SecondsSchema = z.number({ error: secondsError }).min(0, { error: secondsError });

const quality = oneOf('very_low', 'low', 'medium', 'high', 'very_high').optional();
const fps = range(1, 60, ' frames per second').optional();
const start = SecondsSchema.optional();
const end = SecondsSchema.optional();

/** How a picture fits its frame. The reference does not list the corner names of `position`: any word passes. */
const frame = {
  width: DimensionSchema.optional(),
  height: DimensionSchema.optional(),
  fit: oneOf('contain', 'cover', 'fill').optional(),
  position: z
    .string()
    .regex(/^[a-z]+([ _-][a-z]+)*$/, 'must be a word such as center, top, left')
    .optional(),
  background: z
    .string()
    .regex(/^#([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i, 'must be a hex colour such as #000000')
    .optional(),
};

function endsAfterStart(options: { start?: number | undefined; end?: number | undefined }): boolean {
  return options.end === undefined || options.end > (options.start ?? 0);
}
const ENDS_AFTER_START = { path: ['end'], error: 'must be later than start (0 if not given)' };

export const VideoOptionsSchema = z
  .looseObject({
    format: oneOf('mp4', 'webm', 'mov').optional(),
    codec: oneOf('h264', 'h265', 'vp9', 'av1').optional(),
    bitrate: bitsPerSecond(300_000, 60_000_000).optional(),
    quality,
    ...frame,
    fps,
    start,
    end,
  })
  .refine(endsAfterStart, ENDS_AFTER_START);

export const AudioOptionsSchema = z
  .looseObject({
    format: oneOf('mp3', 'aac', 'ogg', 'opus', 'wav', 'flac').optional(),
    bitrate: bitsPerSecond(32_000, 320_000).optional(),
    quality,
    start,
    end,
  })
  .refine(endsAfterStart, ENDS_AFTER_START);

/** `start` is the time of the frame, in seconds, when the input is a video. */
export const ImageOptionsSchema = z.looseObject({
  format: oneOf('jpeg', 'png', 'webp', 'avif').optional(),
  quality,
  ...frame,
  start,
});

export const AnimationOptionsSchema = z
  .looseObject({ format: oneOf('gif', 'webp').optional(), quality, ...frame, fps, start, end })
  .refine(endsAfterStart, ENDS_AFTER_START);

export const AdaptiveVideoOptionsSchema = z
  .looseObject({ format: oneOf('hls').optional(), quality, ...frame, start, end })
  .refine(endsAfterStart, ENDS_AFTER_START);

export type VideoOptions = z.input<typeof VideoOptionsSchema>;
export type AudioOptions = z.input<typeof AudioOptionsSchema>;
export type ImageOptions = z.input<typeof ImageOptionsSchema>;
export type AnimationOptions = z.input<typeof AnimationOptionsSchema>;
export type AdaptiveVideoOptions = z.input<typeof AdaptiveVideoOptionsSchema>;
