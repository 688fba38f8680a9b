import type { z } from 'zod';
import type * as batch from '../schemas/batch/batch.js';
import type * as item from '../schemas/batch/item.js';
import type * as manifest from '../schemas/batch/manifest.js';
import type * as plan from '../schemas/batch/plan.js';
import type * as row from '../schemas/batch/row.js';
import type * as snapshot from '../schemas/batch/snapshot.js';

export type BatchItem = z.infer<typeof item.BatchItemSchema>;
export type BatchList = z.infer<typeof item.BatchListSchema>;
export type Concurrency = z.infer<typeof item.ConcurrencySchema>;
export type ItemCounts = z.infer<typeof item.ItemCountsSchema>;
export type ItemPolicyOverrides = z.infer<typeof item.ItemPolicyOverridesSchema>;
export type ListFormat = z.infer<typeof item.ListFormatSchema>;
export type Price = z.infer<typeof item.PriceSchema>;
export type SpendSettings = z.infer<typeof item.SpendSettingsSchema>;

export type BatchPlan = z.infer<typeof plan.BatchPlanSchema>;
export type BatchRedrive = z.infer<typeof plan.BatchRedriveSchema>;
export type InheritedItem = z.infer<typeof plan.InheritedItemSchema>;
export type InvalidItem = z.infer<typeof plan.InvalidItemSchema>;
export type ItemRange = z.infer<typeof plan.ItemRangeSchema>;
export type PlanBatchInput = z.infer<typeof plan.PlanBatchInputSchema>;
export type PlannedItem = z.infer<typeof plan.PlannedItemSchema>;
export type ReadItemsInput = z.infer<typeof plan.ReadItemsInputSchema>;
export type ReadItemsResult = z.infer<typeof plan.ReadItemsResultSchema>;
export type RepeatedItem = z.infer<typeof plan.RepeatedItemSchema>;

export type BatchRow = z.infer<typeof row.BatchRowSchema>;
export type ItemPipeline = z.infer<typeof row.ItemPipelineSchema>;
export type PipelineItem = z.infer<typeof row.PipelineItemSchema>;
export type PipelineItemOutcome = z.infer<typeof row.PipelineItemOutcomeSchema>;
export type ResultShard = z.infer<typeof row.ResultShardSchema>;
export type WriteShardInput = z.infer<typeof row.WriteShardInputSchema>;
export type WrittenShard = z.infer<typeof row.WrittenShardSchema>;

export type BatchPark = z.infer<typeof snapshot.BatchParkSchema>;
export type BatchPause = z.infer<typeof snapshot.BatchPauseSchema>;
export type BatchSnapshot = z.infer<typeof snapshot.BatchSnapshotSchema>;
export type BatchStopReason = z.infer<typeof snapshot.BatchStopReasonSchema>;
export type CarriedItem = z.infer<typeof snapshot.CarriedItemSchema>;
export type RecentFailure = z.infer<typeof snapshot.RecentFailureSchema>;

export type BatchCounts = z.infer<typeof batch.BatchCountsSchema>;
export type BatchFanOutInput = z.infer<typeof batch.BatchFanOutInputSchema>;
export type BatchItemStatus = z.infer<typeof batch.BatchItemStatusSchema>;
export type BatchPhase = z.infer<typeof batch.BatchPhaseSchema>;
export type BatchResult = z.infer<typeof batch.BatchResultSchema>;
export type BatchSettings = z.infer<typeof batch.BatchSettingsSchema>;
export type BatchStatus = z.infer<typeof batch.BatchStatusSchema>;

export type BatchManifest = z.infer<typeof manifest.BatchManifestSchema>;
export type ManifestFile = z.infer<typeof manifest.ManifestFileSchema>;
export type WriteManifestInput = z.infer<typeof manifest.WriteManifestInputSchema>;
export type WrittenManifest = z.infer<typeof manifest.WrittenManifestSchema>;
