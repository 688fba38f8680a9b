import { z } from 'zod';

/** Pixels, or a share of the input such as `"50%"`. */
const side = z.union(
  [z.int().min(1).max(8192), z.string().regex(/^(?!0+(?:\.0+)?%)\d{1,3}(?:\.\d{1,3})?%$/)],
  {
    error: 'expected whole pixels from 1 to 8192 or a percentage such as "50%"',
  },
);
const seconds = z.number().min(0);
const quality = z.enum(['very_low', 'low', 'medium', 'high', 'very_high']).optional();
const trim = { start: seconds.optional(), end: seconds.optional() };
const frame = {
  width: side.optional(),
  height: side.optional(),
  fit: z.enum(['contain', 'cover', 'fill']).optional(),
  position: z.enum(['center', 'top', 'bottom', 'left', 'right']).optional(),
  /** Fills what `fit: "contain"` leaves free. */
  background: z
    .string()
    .regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, 'expected a colour such as "#000000"')
    .optional(),
};
const fps = z.number().min(1).max(60).optional();
/** Names the connection an `s3://` output is delivered with; the export target decides what it means. */
const connection_id = z.string().min(1).optional();

const VideoOptions = z.strictObject({
  format: z.enum(['mp4', 'webm', 'mov']).optional(),
  codec: z.enum(['h264', 'h265', 'vp9', 'av1']).optional(),
  quality,
  ...frame,
  fps,
  bitrate: z.int().min(300_000).max(60_000_000).optional(),
  ...trim,
});
const AudioOptions = z.strictObject({
  format: z.enum(['mp3', 'aac', 'ogg', 'opus', 'wav', 'flac']).optional(),
  quality,
  bitrate: z.int().min(32_000).max(320_000).optional(),
  ...trim,
});
const ImageOptions = z.strictObject({
  format: z.enum(['jpeg', 'png', 'webp', 'avif']).optional(),
  quality,
  ...frame,
  start: seconds.optional(),
});
const AnimationOptions = z.strictObject({
  format: z.enum(['gif', 'webp']).optional(),
  quality,
  ...frame,
  fps,
  start: seconds.optional(),
  end: seconds,
});
const AdaptiveVideoOptions = z.strictObject({
  format: z.enum(['hls']).optional(),
  quality,
  ...frame,
  ...trim,
});
const ExportOptions = z.strictObject({ url: z.string(), connection_id });
const NoOptions = z.strictObject({});

const ENCODERS = {
  video: VideoOptions,
  audio: AudioOptions,
  image: ImageOptions,
  animation: AnimationOptions,
  adaptive_video: AdaptiveVideoOptions,
} as const;

/** What a pipeline can make. */
export const PIPELINE_KINDS: readonly string[] = Object.keys(ENCODERS);

/** Options of each kind of an atomic task. */
export const ATOMIC_OPTIONS: Record<string, z.ZodObject> = {
  ...ENCODERS,
  probe: NoOptions,
  import: NoOptions,
  export: ExportOptions,
};

/** Options of each kind of a pipeline: those of the encode, and how the result is delivered. */
export const PIPELINE_OPTIONS: Record<string, z.ZodObject> = Object.fromEntries(
  Object.entries(ENCODERS).map(([kind, options]) => [kind, options.extend({ connection_id })]),
);

const CONTAINERS: Record<string, readonly string[]> = {
  h264: ['mp4', 'mov'],
  h265: ['mp4', 'mov'],
  vp9: ['webm'],
  av1: ['mp4', 'webm'],
};

/** What is wrong between options that are each valid; null if nothing. */
export function contradictionIn(kind: string, options: Record<string, unknown>): string | null {
  const { start, end, codec, format, background, fit } = options;
  if (typeof end === 'number' && end <= (typeof start === 'number' ? start : 0)) {
    return 'options.end must lie after options.start';
  }
  if (background !== undefined && fit !== 'contain') return 'options.background needs options.fit "contain"';
  if (kind !== 'video' || typeof codec !== 'string') return null;
  const containers = CONTAINERS[codec] ?? [];
  const container = typeof format === 'string' ? format : 'mp4';
  if (containers.includes(container)) return null;
  return `options.codec "${codec}" does not fit options.format "${container}"; it goes into ${containers.join(' or ')}`;
}
