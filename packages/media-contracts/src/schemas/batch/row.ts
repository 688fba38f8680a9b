import { z } from 'zod';
import { InheritedStageSchema } from '../media-pipeline.js';
import { LineageSchema, OperationSchema } from '../remote-work.js';
import { ItemKindSchema } from './item.js';

/** What a result says of the pipeline behind an item. */
export const ItemPipelineSchema = z.object({
  workflowId: z.string(),
  runId: z.string(),
  lineage: LineageSchema,
  /** URLs of its outputs by the names of its result: `ingestedUrl`, … */
  outputs: z.record(z.string(), z.string()),
  /** The operations of its stages, for a redrive after Temporal has forgotten it. */
  stages: z.record(z.string(), InheritedStageSchema),
});

/** The durable result of one index. What never started has none. */
export const BatchRowSchema = z.object({
  index: z.number().int().min(0),
  kind: ItemKindSchema,
  outcome: z.enum(['succeeded', 'failed', 'cancelled']),
  operation: OperationSchema,
  remoteId: z.string().optional(),
  outputUrl: z.string().optional(),
  /** Length of the output, when the service tells. */
  durationSeconds: z.number().optional(),
  /** Size of the output, when the service tells. */
  sizeBytes: z.number().optional(),
  /** Why there is no success. The message has at most 1,024 characters. */
  error: z.object({ type: z.string(), message: z.string() }).optional(),
  /** True when the remote task has ended: a redrive asks for the next generation. */
  ended: z.boolean().optional(),
  /** True when a remote task was left running at the service; it is paid for. */
  leftRunning: z.boolean().optional(),
  pipeline: ItemPipelineSchema.optional(),
  /** When the item was first scheduled and when it ended, in ms since the epoch. */
  startedAt: z.number(),
  endedAt: z.number(),
  /** Estimated cost, in the user's currency. */
  spend: z.number().optional(),
  /** Requests to the remote service, as far as is known; lists are shared. */
  calls: z.number().optional(),
});

/** A stretch of results in the store: created once, names the one before it. */
export const ResultShardSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  number: z.number().int().min(1),
  runId: z.string(),
  predecessor: z.string().optional(),
  rows: z.array(BatchRowSchema),
});

/** Below 256 KiB of JSON: a larger activity input would wedge the workflow. */
export const WriteShardInputSchema = z.object({
  prefix: z.string(),
  number: z.number().int().min(1),
  runId: z.string(),
  predecessor: z.string().optional(),
  rows: z.array(BatchRowSchema).min(1),
});

export const WrittenShardSchema = z.object({ key: z.string() });

/** A whole pipeline as an item of a batch. */
export const PipelineItemSchema = z.object({
  operation: OperationSchema,
  /** Id of the pipeline's workflow: made of operation and generation, so that it is started once. */
  workflowId: z.string(),
  taskQueue: z.string(),
  /** A `MediaPipelineInput`. */
  input: z.record(z.string(), z.unknown()),
  /** True ends the pipeline if there is one, and starts none. */
  stop: z.boolean().optional(),
});

/** How the pipeline behind an item ended. Trouble of transport throws. */
export const PipelineItemOutcomeSchema = z.object({
  /** `notFound`: it was to be stopped, and had never started. */
  outcome: z.enum(['succeeded', 'failed', 'cancelled', 'terminated', 'timedOut', 'notFound']),
  pipeline: ItemPipelineSchema,
  durationSeconds: z.number().optional(),
  error: z.object({ type: z.string(), message: z.string() }).optional(),
  /** How long its remote tasks took in all, in ms. */
  busyMs: z.number().optional(),
  calls: z.number().optional(),
});
