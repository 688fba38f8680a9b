import { z } from 'zod';
import { LineageSchema } from '../remote-work.js';
import { BatchCountsSchema, BatchSettingsSchema } from './batch.js';
import { BatchPlanSchema } from './plan.js';
import { ItemCountsSchema } from './item.js';

export const WriteManifestInputSchema = z.object({
  prefix: z.string(),
  plan: BatchPlanSchema,
  /** The last shard of the chain; absent when nothing has a result. */
  lastShard: z.string().optional(),
  /** Items of each kind that were begun: what was not has never started. */
  cursors: ItemCountsSchema,
  /** What the workflow counted; a manifest that counts otherwise is refused. */
  counts: z.object({ succeeded: z.number(), failed: z.number(), cancelled: z.number() }),
  batch: LineageSchema,
  lineage: LineageSchema,
  /** The batch that this one redoes. */
  parent: z.object({ workflowId: z.string(), runId: z.string() }).optional(),
  state: z.enum(['completed', 'stopped', 'cancelled']),
  reason: z.string().optional(),
  settings: BatchSettingsSchema,
  startedAt: z.number(),
  endedAt: z.number(),
  spend: z
    .object({ spent: z.number(), cap: z.number().optional(), currency: z.string().optional() })
    .optional(),
  remoteCalls: z.number(),
});

export const WrittenManifestSchema = z.object({
  key: z.string(),
  sha256: z.string(),
  counts: BatchCountsSchema,
});

export const ManifestFileSchema = z.object({
  /** Name beside the manifest. */
  name: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  /** Rows without the header. */
  rows: z.number(),
});

/** `manifest.json`: names one file per outcome, each with its digest. Every index is in one of them exactly once. */
export const BatchManifestSchema = z.object({
  version: z.literal(1),
  batch: LineageSchema,
  lineage: LineageSchema,
  parent: z.object({ workflowId: z.string(), runId: z.string() }).optional(),
  state: z.enum(['completed', 'stopped', 'cancelled']),
  reason: z.string().optional(),
  input: z.object({ sha256: z.string(), sizeBytes: z.number(), format: z.string() }),
  startedAt: z.number(),
  endedAt: z.number(),
  counts: BatchCountsSchema,
  settings: BatchSettingsSchema,
  spend: z
    .object({ spent: z.number(), cap: z.number().optional(), currency: z.string().optional() })
    .optional(),
  remoteCalls: z.number(),
  files: z.object({
    succeeded: ManifestFileSchema,
    failed: ManifestFileSchema,
    invalid: ManifestFileSchema,
    cancelled: ManifestFileSchema,
    notStarted: ManifestFileSchema,
    results: ManifestFileSchema,
  }),
  /** What a redrive needs once Temporal has forgotten the batch. */
  redrive: z.object({ planFolder: z.string(), lastShard: z.string().optional() }),
});
