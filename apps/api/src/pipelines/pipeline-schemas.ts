import { z } from '@hono/zod-openapi';
import { MediaPipelineInputSchema, MediaPipelineResultSchema } from '@org/media-contracts/schemas';
import { STAGES } from '@org/media-contracts';
import { ErrorSchema, MetadataSchema, pageSchema } from '../docs/common-schemas.js';

const { source, ...INPUT } = MediaPipelineInputSchema.pick({
  source: true,
  stages: true,
  transcodeInParallel: true,
  destination: true,
  inspectOutputs: true,
}).shape;

export const CallbackSchema = z.strictObject({
  /** Told about the end by a signed POST (Standard Webhooks). */
  url: z.string().max(2_000).openapi({ format: 'uri' }),
  events: z.array(z.string().max(60)).max(10).optional(),
});

/** What a client may say of a pipeline. The rest of the workflow's input is ours. */
export const CreatePipelineSchema = z
  .strictObject({
    source: source.max(8_000).optional().openapi({ format: 'uri' }),
    /** Instead of `source`: something that was uploaded or used before. */
    assetId: z.string().max(100).optional(),
    ...INPUT,
    /** Given back as it is; never sent to the encoder. */
    metadata: MetadataSchema.optional(),
    callback: CallbackSchema.optional(),
  })
  .refine((body) => (body.source === undefined) !== (body.assetId === undefined), {
    path: ['source'],
    message: 'give either source or assetId',
  })
  .openapi('CreatePipeline');

const StageSchema = z.object({
  stage: z.enum(STAGES),
  state: z.string(),
  generation: z.number().int().optional(),
  remoteId: z.string().optional(),
  outputUrl: z.string().optional(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  error: ErrorSchema.optional(),
});

export const PipelineSchema = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'parked', 'cancelling', 'succeeded', 'failed', 'cancelled']),
    /** Without its query part. */
    source: z.string(),
    assetId: z.string().optional(),
    batchId: z.string().optional(),
    redriveOf: z.string().optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    stages: z.array(StageSchema),
    result: MediaPipelineResultSchema.optional(),
    error: ErrorSchema.optional(),
    waitingFor: z.string().optional(),
    requestId: z.string().optional(),
    createdAt: z.number(),
    closedAt: z.number().optional(),
    updatedAt: z.number(),
  })
  .openapi('Pipeline');

export const PipelinePageSchema = pageSchema(PipelineSchema, 'PipelinePage');

export const ActivitySchema = z
  .object({
    runId: z.string(),
    scheduledEventId: z.number().int(),
    activityId: z.string(),
    type: z.string(),
    state: z.enum(['scheduled', 'completed', 'failed', 'timedOut', 'cancelled']),
    input: z.unknown().optional(),
    output: z.unknown().optional(),
    attempts: z.number().int().optional(),
    failure: z.object({ type: z.string().optional(), message: z.string() }).optional(),
    worker: z.string().optional(),
    scheduledAt: z.number(),
    startedAt: z.number().optional(),
    closedAt: z.number().optional(),
  })
  .openapi('Activity');

export const ActivityPageSchema = pageSchema(ActivitySchema, 'ActivityPage');

export const FileSchema = z
  .object({
    id: z.string(),
    workflowId: z.string(),
    role: z.string(),
    kind: z.string().optional(),
    url: z.string().optional(),
    sizeBytes: z.number().optional(),
    digest: z.string().optional(),
    durationSeconds: z.number().optional(),
    createdAt: z.number(),
  })
  .openapi('File');

export type CreatePipeline = z.output<typeof CreatePipelineSchema>;
export type PipelineView = z.output<typeof PipelineSchema>;
