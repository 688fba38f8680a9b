import { z } from 'zod';
import { ConcurrencySchema, ItemCountsSchema, ItemKindSchema } from './item.js';
import { BatchPlanSchema } from './plan.js';

/** An item that began and has no durable result yet. */
export const CarriedItemSchema = z.object({
  index: z.number().int(),
  kind: ItemKindSchema,
  ordinal: z.number().int(),
  generation: z.number().int(),
  /** When this generation was first scheduled. */
  startedAt: z.number(),
  deadlineAt: z.number(),
  /** When the item was first scheduled in this batch; absent when that is `startedAt`. */
  beganAt: z.number().optional(),
  /** Generations scheduled in this batch, this one included; absent for one. */
  tries: z.number().int().optional(),
  /** What it waits for before it is scheduled again; absent while its activity is open. */
  waiting: z.enum(['backOff', 'quota', 'account']).optional(),
  waitingSince: z.number().optional(),
  /** Not to be scheduled sooner. */
  retryNotBefore: z.number().optional(),
  /** Why the generation before the next one had no success. */
  error: z.object({ type: z.string(), message: z.string() }).optional(),
  /** Estimated cost of the generations that ended. */
  spend: z.number().optional(),
  calls: z.number().optional(),
  remoteId: z.string().optional(),
});

export const BatchStopReasonSchema = z.object({
  kind: z.enum(['cancelled', 'tooManyFailures']),
  message: z.string(),
  at: z.number(),
  /** False cancels what is in flight as well. */
  wait: z.boolean(),
});

/** Why nothing new starts until a person or a probe says otherwise. */
export const BatchParkSchema = z.object({
  kind: z.enum(['account', 'spend']),
  reason: z.string(),
  since: z.number(),
  nextProbeAt: z.number().optional(),
});

export const BatchPauseSchema = z.object({ since: z.number(), reason: z.string().optional() });

export const RecentFailureSchema = z.object({
  index: z.number().int(),
  type: z.string(),
  message: z.string(),
  at: z.number(),
});

/**
 * What one run of a batch hands to the next: a contract between releases, since a new one reads what an
 * old one wrote. No item and no result is in it.
 */
export const BatchSnapshotSchema = z.object({
  version: z.literal(1),
  plan: BatchPlanSchema,
  startedAt: z.number(),
  /** How many runs came before. */
  handOvers: z.number().int(),
  /** Items of each kind that were begun. */
  cursors: ItemCountsSchema,
  /** Results that are durable. */
  counts: z.object({ succeeded: z.number(), failed: z.number(), cancelled: z.number() }),
  /** The last shard written. */
  shard: z.object({ number: z.number().int(), key: z.string().optional() }),
  concurrency: ConcurrencySchema,
  spendCap: z.number().optional(),
  /** Estimated cost of the durable results. */
  spent: z.number(),
  /** Minutes of output that are known, and of how many outputs, by kind: what an item is expected to cost. */
  minutes: z.partialRecord(ItemKindSchema, z.object({ sum: z.number(), items: z.number() })),
  /** Time that remote tasks of durable results took, in ms. */
  busyMs: z.number(),
  /** Lanes times the time in which they were allowed to work, in ms. */
  laneMs: z.number(),
  calls: z.number(),
  throttledMs: z.number(),
  stop: BatchStopReasonSchema.optional(),
  pause: BatchPauseSchema.optional(),
  park: BatchParkSchema.optional(),
  /** Results per stretch of time, newest last. */
  pace: z.array(z.object({ at: z.number(), done: z.number() })),
  failures: z.array(RecentFailureSchema),
  unflushed: z.array(CarriedItemSchema),
});
