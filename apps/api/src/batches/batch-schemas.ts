import { z } from '@hono/zod-openapi';
import {
  BatchCountsSchema,
  BatchItemSchema,
  BatchManifestSchema,
  BatchSettingsSchema,
  BatchStatusSchema,
  ConcurrencySchema,
  ListFormatSchema,
  SourceUrlSchema,
} from '@org/media-contracts/schemas';
import { ErrorSchema, MetadataSchema, PageQuerySchema, pageSchema } from '../docs/common-schemas.js';
import { CallbackSchema } from '../pipelines/pipeline-schemas.js';

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional();

// Made before the extension that documents it, of which only copies know.
const addressed = SourceUrlSchema.clone().openapi({ format: 'uri' });

const ListSchema = z.union([
  z.strictObject({ url: addressed, format: ListFormatSchema.optional(), sha256 }),
  /** A list that was uploaded. */
  z.strictObject({ assetId: z.string().max(100), format: ListFormatSchema.optional() }),
  z.strictObject({
    items: z
      .array(BatchItemSchema.extend({ url: addressed }))
      .min(1)
      .max(200),
  }),
]);

/** What a client may set; queues, accounts and the like are ours. */
const SettingsSchema = BatchSettingsSchema.pick({
  concurrency: true,
  policy: true,
  maxFailures: true,
  maxFailureShare: true,
  spend: true,
  destination: true,
}).openapi('BatchSettings');

export const CreateBatchSchema = z
  .strictObject({
    list: ListSchema,
    settings: SettingsSchema.optional(),
    metadata: MetadataSchema.optional(),
    callback: CallbackSchema.optional(),
  })
  .openapi('CreateBatch');

export const BatchSchema = z
  .object({
    id: z.string(),
    state: z.string(),
    settings: BatchSettingsSchema.optional(),
    counts: BatchCountsSchema.optional(),
    /** What the batch last said of itself: rate, time of its end, spend and more. */
    status: BatchStatusSchema.optional(),
    manifest: z.object({ key: z.string(), sha256: z.string() }).optional(),
    redriveOf: z.string().optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    requestId: z.string().optional(),
    error: ErrorSchema.optional(),
    createdAt: z.number(),
    closedAt: z.number().optional(),
    updatedAt: z.number(),
  })
  .openapi('Batch');

export const BatchPageSchema = pageSchema(BatchSchema, 'BatchPage');

const ITEM_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;

/** An item that the batch has begun. */
const ListedItemSchema = z
  .object({
    /** Position in the list, from 0. */
    index: z.number().int(),
    /** In the list, from 1. */
    line: z.number().int().optional(),
    /** The one that the list gives it. */
    id: z.string().optional(),
    kind: z.string(),
    /** Without its query part. */
    url: z.string().optional(),
    /**
     * `running` until it has ended for good: it may wait for a lane or for another try. `unfinished` where its batch
     * ended before it did.
     */
    state: z.enum([...ITEM_STATES, 'unfinished']),
    remoteId: z.string().optional(),
    outputUrl: z.string().optional(),
    /** Where the item is a pipeline: it can be read as one. */
    pipelineId: z.string().optional(),
    error: ErrorSchema.optional(),
    startedAt: z.number().optional(),
    endedAt: z.number().optional(),
  })
  .openapi('ListedItem');

export const ListedItemPageSchema = pageSchema(ListedItemSchema, 'ListedItemPage');

export const ItemQuerySchema = PageQuerySchema.extend({
  state: z.enum(ITEM_STATES).optional().openapi({ description: 'Unfinished ones are under `running`.' }),
});

// Extended by nothing: a schema that was made before zod learned of OpenAPI cannot be given a name there.
export const ManifestSchema = BatchManifestSchema.extend({}).openapi('BatchManifest');

const reason = z.string().max(500).optional();

export const PauseSchema = z.strictObject({ reason });
export const CancelSchema = z.strictObject({
  /** False also cancels what is in flight. */
  wait: z.boolean().default(true),
  reason,
});
export const SetConcurrencySchema = ConcurrencySchema;
export const SpendCapSchema = z.strictObject({ cap: z.number().min(0).nullable() });

/** The phase in which a command left the batch. */
export const CommandAnswerSchema = z
  .object({ id: z.string(), phase: z.string() })
  .openapi('BatchCommandAnswer');

export type CreateBatch = z.output<typeof CreateBatchSchema>;
export type BatchView = z.output<typeof BatchSchema>;
export type ListedItem = z.output<typeof ListedItemSchema>;
