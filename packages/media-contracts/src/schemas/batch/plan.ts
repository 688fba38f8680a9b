import { z } from 'zod';
import { InheritedStageSchema } from '../media-pipeline.js';
import { LineageSchema, OperationSchema } from '../remote-work.js';
import { BatchListSchema, ItemCountsSchema, ItemKindSchema, ListFormatSchema } from './item.js';

/** What an item takes over from the batch that is redriven. */
export const InheritedItemSchema = z.object({
  operation: OperationSchema,
  remoteId: z.string().optional(),
  /** True when the remote work has ended without success: the next generation is due. */
  ended: z.boolean().optional(),
  /** Of an item that is a pipeline: what a redrive of it takes over. */
  pipeline: z
    .object({
      of: z.object({ workflowId: z.string(), runId: z.string() }),
      lineage: LineageSchema,
      stages: z.record(z.string(), InheritedStageSchema),
    })
    .optional(),
});

/** One item as it stands in a page of the plan. Pages hold the items of one kind, in the order of their index. */
export const PlannedItemSchema = z.object({
  /** Position among all items of the list, from 0; invalid lines and repetitions have one too. */
  index: z.number().int().min(0),
  /** Where in the list it stood, from 1. */
  line: z.number().int().min(1),
  kind: ItemKindSchema,
  /** Position among the items of its kind, from 0. */
  ordinal: z.number().int().min(0),
  url: z.string(),
  options: z.record(z.string(), z.unknown()).optional(),
  id: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  /** Index in the first batch of a line of redrives, when this is not it: it names the operation. */
  origin: z.number().int().min(0).optional(),
  inherited: InheritedItemSchema.optional(),
});

/** A line that names nothing that can be done. */
export const InvalidItemSchema = z.object({
  index: z.number().int().min(0),
  line: z.number().int().min(1),
  reason: z.string(),
  /** Of the line, as far as they could be read. */
  url: z.string().optional(),
  id: z.string().optional(),
});

/** A line that repeats the (url, kind, options) of an earlier one: it runs once. */
export const RepeatedItemSchema = z.object({
  index: z.number().int().min(0),
  line: z.number().int().min(1),
  sameAs: z.number().int().min(0),
  id: z.string().optional(),
});

/** Which items of a batch that ended are done again. */
const REDRIVE_OUTCOMES = ['failed', 'cancelled', 'notStarted'] as const;

export const BatchRedriveSchema = z.object({
  /** The execution that is redone: the first run of it. */
  of: z.object({ workflowId: z.string(), runId: z.string() }),
  /** The first batch of the line; names the operations. */
  lineage: LineageSchema,
  /** Folder of its plan in the store. */
  planFolder: z.string(),
  /** The last result shard of its chain; absent when nothing had a result. */
  lastShard: z.string().optional(),
  /** What was in flight and has no durable result. */
  unflushed: z.array(z.object({ index: z.number().int(), inherited: InheritedItemSchema })),
  only: z.array(z.enum(REDRIVE_OUTCOMES)).min(1),
});

export const PlanBatchInputSchema = z.object({
  /** Where the batch keeps everything: no other execution writes there. */
  prefix: z.string(),
  list: BatchListSchema.optional(),
  redrive: BatchRedriveSchema.optional(),
});

/** What the workflow knows of its list: everything else stays in the store. */
export const BatchPlanSchema = z.object({
  version: z.literal(1),
  /** Folder of the pages, the invalid lines and the repetitions. */
  folder: z.string(),
  list: z.object({ sha256: z.string(), sizeBytes: z.number(), format: ListFormatSchema }),
  /** Indices go from 0 up to this. */
  total: z.number().int(),
  invalid: z.number().int(),
  repeated: z.number().int(),
  /** What is to be done, by kind. */
  kinds: ItemCountsSchema,
  /** Items per page. */
  pageSize: z.number().int(),
  /** The first invalid lines, for a message. */
  problems: z.array(z.object({ line: z.number().int(), reason: z.string() })),
});

/** A stretch of the items of one kind. */
export const ItemRangeSchema = z.object({
  kind: ItemKindSchema,
  from: z.number().int().min(0),
  count: z.number().int().min(1),
});

export const ReadItemsInputSchema = z.object({
  folder: z.string(),
  pageSize: z.number().int(),
  ranges: z.array(ItemRangeSchema),
});

/** The first of the items that were asked for, in the order asked; as many as fit into an answer, at least one. */
export const ReadItemsResultSchema = z.object({ items: z.array(PlannedItemSchema) });
