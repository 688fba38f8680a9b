import { z } from 'zod';
import { ITEM_KINDS } from '../../batch/item-kind.js';
import { SourceUrlSchema } from '../media-pipeline.js';

export const ItemKindSchema = z.enum(ITEM_KINDS);

/** One line of a batch's list. */
export const BatchItemSchema = z.strictObject({
  url: SourceUrlSchema,
  kind: ItemKindSchema,
  /** Options of the remote task; of a pipeline: its input without the source. */
  options: z.record(z.string(), z.unknown()).optional(),
  /** The caller's own name for the item; it comes back in the manifest. */
  id: z.string().min(1).max(256).optional(),
  /** Echoed by the remote service. */
  metadata: z.record(z.string(), z.string()).optional(),
});

export const ListFormatSchema = z.enum(['jsonl', 'csv', 'json']);

const listFacts = {
  /** Told from the name and the first bytes when absent. Compression is always told from the bytes. */
  format: ListFormatSchema.optional(),
  /** SHA-256 of the list's bytes, in lower-case hex. Another list under the same batch is then refused. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
};

/** Where the list of a batch is: at a URL, in the store, or here when it is short. */
export const BatchListSchema = z.union([
  z.strictObject({ url: SourceUrlSchema, ...listFacts }),
  z.strictObject({ key: z.string().min(1).max(1024), ...listFacts }),
  z.strictObject({ items: z.array(BatchItemSchema).min(1).max(200) }),
]);

const perKind = <T extends z.ZodType>(schema: T) => z.partialRecord(ItemKindSchema, schema);

/** How many items are in flight at once: of all kinds together, and of single kinds. */
export const ConcurrencySchema = z.strictObject({
  total: z.number().int().min(1).max(500),
  perKind: perKind(z.number().int().min(1).max(500)).optional(),
});

export const ItemCountsSchema = perKind(z.number().int().min(0));

export const PriceSchema = z.strictObject({
  /** Per minute of output. */
  perMinute: z.number().min(0).optional(),
  /** Per remote task, whatever its length. */
  perItem: z.number().min(0).optional(),
});

/** Prices as the user knows them; the sums are estimates in the user's own currency. */
export const SpendSettingsSchema = z.strictObject({
  prices: perKind(PriceSchema),
  /** The batch parks and asks before it goes beyond. */
  cap: z.number().min(0).optional(),
  /** Minutes of an output that is not known yet. Default 1. */
  assumedMinutes: z.number().min(0).optional(),
  currency: z.string().max(16).optional(),
});

export const ItemPolicyOverridesSchema = z.strictObject({
  generations: z.number().int().min(1).max(20).optional(),
  backoffMs: z.number().int().min(0).optional(),
  backoffCoefficient: z.number().min(1).max(10).optional(),
  waitMs: z.number().int().min(1_000).optional(),
  deadlineMs: z.number().int().min(1_000).optional(),
});
