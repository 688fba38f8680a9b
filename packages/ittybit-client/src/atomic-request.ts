import { z } from 'zod';
import {
  AdaptiveVideoOptionsSchema,
  AnimationOptionsSchema,
  AudioOptionsSchema,
  ImageOptionsSchema,
  VideoOptionsSchema,
} from './media-options.js';
import { DestinationSchema, InputUrlSchema, requestError } from './request-fields.js';

export const ATOMIC_KINDS = [
  'probe',
  'import',
  'video',
  'audio',
  'image',
  'animation',
  'adaptive_video',
  'export',
] as const;
export type AtomicKind = (typeof ATOMIC_KINDS)[number];

/** A File object, as a probe gives it; `url` is the least. */
const InputFileSchema = z.looseObject({ url: InputUrlSchema });
const common = { input: InputFileSchema };
const ExportOptionsSchema = z.looseObject({ url: DestinationSchema, connection_id: z.string().optional() });
const AnyOptionsSchema = z.record(z.string(), z.unknown());

/** What `atomic.create` accepts: one operation on a File object. */
export const AtomicRequestSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...common, kind: z.literal('probe'), options: AnyOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('import'), options: AnyOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('video'), options: VideoOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('audio'), options: AudioOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('image'), options: ImageOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('animation'), options: AnimationOptionsSchema.optional() }),
    z.strictObject({
      ...common,
      kind: z.literal('adaptive_video'),
      options: AdaptiveVideoOptionsSchema.optional(),
    }),
    z.strictObject({ ...common, kind: z.literal('export'), options: ExportOptionsSchema }),
  ],
  { error: requestError(ATOMIC_KINDS) },
);

export type AtomicRequest = z.input<typeof AtomicRequestSchema>;
