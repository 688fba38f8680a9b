import { z } from 'zod';
import { LineageSchema, WebhookUrlSchema } from '../remote-work.js';
import {
  BatchListSchema,
  ConcurrencySchema,
  ItemKindSchema,
  ItemPolicyOverridesSchema,
  SpendSettingsSchema,
} from './item.js';
import { BatchRedriveSchema } from './plan.js';
import {
  BatchParkSchema,
  BatchPauseSchema,
  BatchSnapshotSchema,
  BatchStopReasonSchema,
  RecentFailureSchema,
} from './snapshot.js';

/** How a batch treats its items; everything has a default. */
export const BatchSettingsSchema = z.strictObject({
  /** Name of the Ittybit account; `default` when absent. */
  account: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use 1 to 63 of a-z, 0-9 and "-", for example "acme-eu"')
    .optional(),
  /** Default: 10 in all. */
  concurrency: ConcurrencySchema.optional(),
  policy: ItemPolicyOverridesSchema.optional(),
  /** More failed items than this and nothing new starts. */
  maxFailures: z.number().int().min(0).optional(),
  /** The same as a share, 0 to 1, of all valid items. */
  maxFailureShare: z.number().min(0).max(1).optional(),
  spend: SpendSettingsSchema.optional(),
  /** Folder that outputs are delivered to (`s3://bucket/prefix`); the service's own store when absent. */
  destination: z
    .string()
    .regex(/^s3:\/\/[^/]+(\/.*)?$/, 'must look like s3://bucket/prefix')
    .optional(),
  /** Echoed by the remote service on every task; an item's own metadata wins. */
  metadata: z.record(z.string(), z.string()).optional(),
  /** Where the service tells ends of tasks; without it they are found by reading alone. */
  webhookUrl: WebhookUrlSchema.optional(),
  /** A worker that is silent for so long is taken for dead. */
  heartbeatTimeoutMs: z.number().int().min(1_000).max(120_000).optional(),
  /** How often a batch that is parked asks by itself whether the account works again. */
  accountProbeMs: z.number().int().min(1_000).optional(),
  /** A run is handed over after so many results at least. Default: 200, or as many as there are lanes. */
  handOverResults: z.number().int().min(1).optional(),
  /** True when the cluster knows our search attributes; whoever starts the batch finds that out. */
  searchAttributes: z.boolean().optional(),
  taskQueues: z.strictObject({ remote: z.string().optional(), batch: z.string().optional() }).optional(),
});

export const BatchFanOutInputSchema = z.strictObject({
  /** What is to be done. Absent in a redrive, which takes it from the batch that it redoes. */
  list: BatchListSchema.optional(),
  settings: BatchSettingsSchema.optional(),
  redrive: BatchRedriveSchema.optional(),
  /** Written by the run before this one; never by a starter. */
  carried: BatchSnapshotSchema.optional(),
});

export const BatchCountsSchema = z.object({
  total: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  invalid: z.number(),
  /** Lines that repeat another; they are counted nowhere else. */
  repeated: z.number(),
  notStarted: z.number(),
});

export const BatchResultSchema = z.object({
  state: z.enum(['completed', 'stopped', 'cancelled']),
  reason: z.string().optional(),
  counts: BatchCountsSchema,
  spend: z.number().optional(),
  manifest: z.object({ key: z.string(), sha256: z.string() }),
});

export const BatchPhaseSchema = z.enum([
  'planning',
  'running',
  'paused',
  'parked',
  'stopping',
  'writingManifest',
  'completed',
  'stopped',
  'cancelled',
]);

/** Everything a batch says of itself. Counts include results that are not durable yet. */
export const BatchStatusSchema = z.object({
  phase: BatchPhaseSchema,
  /** What the batch waits for, in words, when it waits. */
  waitingFor: z.string().optional(),
  startedAt: z.number(),
  /** When this status was made. */
  at: z.number(),
  account: z.string(),
  list: z.object({ sha256: z.string() }).optional(),
  counts: BatchCountsSchema.extend({ inFlight: z.number(), waiting: z.number() }),
  kinds: z.partialRecord(
    ItemKindSchema,
    z.object({ total: z.number(), begun: z.number(), inFlight: z.number() }),
  ),
  concurrency: ConcurrencySchema,
  /** Results per minute of late. */
  ratePerMinute: z.number().optional(),
  /** When the batch is expected to end, in ms since the epoch. */
  etaAt: z.number().optional(),
  /** Time that remote tasks took, as a share of the time in which lanes were allowed to work. */
  efficiency: z.number().optional(),
  remoteCalls: z.number(),
  throttledMs: z.number(),
  /** When the quota is expected back, while items wait for it. */
  quotaUntil: z.number().optional(),
  spend: z
    .object({
      /** Estimated cost of what ended, and of what is in flight. */
      spent: z.number(),
      reserved: z.number(),
      cap: z.number().optional(),
      currency: z.string().optional(),
    })
    .optional(),
  pause: BatchPauseSchema.optional(),
  park: BatchParkSchema.optional(),
  stop: BatchStopReasonSchema.optional(),
  failures: z.array(RecentFailureSchema),
  handOvers: z.number(),
  /** How many results are finished and not durable yet. */
  unflushed: z.number(),
  lineage: LineageSchema,
  redriveOf: z.object({ workflowId: z.string(), runId: z.string() }).optional(),
  /** Where everything of the batch is in the store. */
  prefix: z.string(),
  manifest: z.object({ key: z.string(), sha256: z.string() }).optional(),
});

/** Where one item of a batch stands, as far as the workflow knows: durable results are in the store. */
export const BatchItemStatusSchema = z.object({
  index: z.number(),
  /** `finished`: has a result that is not durable yet. `unknown`: durable, not begun, or no item: the store tells. */
  state: z.enum(['notBegun', 'inFlight', 'waiting', 'finished', 'unknown']),
  activityId: z.string().optional(),
  operation: z.object({ operationId: z.string(), generation: z.number(), startedAt: z.number() }).optional(),
  kind: ItemKindSchema.optional(),
  url: z.string().optional(),
  waitingFor: z.string().optional(),
  until: z.number().optional(),
  deadlineAt: z.number().optional(),
  remoteId: z.string().optional(),
});
