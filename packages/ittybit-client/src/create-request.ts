import { z } from 'zod';
import { check } from './check.js';
import {
  AdaptiveVideoOptionsSchema,
  AnimationOptionsSchema,
  AudioOptionsSchema,
  ImageOptionsSchema,
  VideoOptionsSchema,
} from './media-options.js';
import {
  DestinationSchema,
  InputUrlSchema,
  MetadataSchema,
  requestError,
  WebhookUrlSchema,
} from './request-fields.js';

export const TASK_KINDS = ['video', 'audio', 'image', 'animation', 'adaptive_video'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

const common = {
  input: InputUrlSchema,
  output: DestinationSchema.optional(),
  metadata: MetadataSchema.optional(),
  webhookUrl: WebhookUrlSchema.optional(),
};

/** What `create` accepts. Unknown fields are refused, unknown keys of `options` pass through. */
export const CreateRequestSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...common, kind: z.literal('video'), options: VideoOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('audio'), options: AudioOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('image'), options: ImageOptionsSchema.optional() }),
    z.strictObject({ ...common, kind: z.literal('animation'), options: AnimationOptionsSchema.optional() }),
    z.strictObject({
      ...common,
      kind: z.literal('adaptive_video'),
      options: AdaptiveVideoOptionsSchema.optional(),
    }),
  ],
  { error: requestError(TASK_KINDS) },
);

/**
 * A piece of media work: `input` is an http(s) or `s3://` URL, `output` where to put the result (`s3://bucket/key`;
 * without it the service stores it), `metadata` comes back on the task.
 */
export type CreateRequest = z.input<typeof CreateRequestSchema>;

/** A request known to be right, or an `IttybitError` `badInput` that names the fields and what they allow. */
export function parseCreateRequest(value: unknown): CreateRequest {
  return check('create', CreateRequestSchema, value);
}

/** The body as the service names its fields. The options go out as given: a pure function of the request. */
export function createBody(request: CreateRequest): Record<string, unknown> {
  const { input, kind, options, output, metadata, webhookUrl } = request;
  return { input, kind, options, output, metadata, webhook_url: webhookUrl };
}
