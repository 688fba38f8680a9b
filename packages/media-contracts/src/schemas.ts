/**
 * Scope: the zod schemas behind the types of this package, for the edges where data comes in.
 * Not for workflow code: zod costs about 730 KiB of heap per cached workflow.
 */
export {
  CallbackEventSchema,
  CallbackEventTypeSchema,
  CallbackSentSchema,
  DeliverCallbackInputSchema,
  DeliverCallbackResultSchema,
  SendCallbackInputSchema,
} from './schemas/callback.js';
export { MediaFileSchema } from './schemas/media-file.js';
export {
  InheritedStageSchema,
  MediaPipelineInputSchema,
  MediaPipelineResultSchema,
  PipelineFailureDetailsSchema,
  PipelinePhaseSchema,
  PipelineStatusSchema,
  RedriveSchema,
  SourceUrlSchema,
  StagePolicyOverridesSchema,
  StageSettingsSchema,
  StageStateSchema,
  StageStatusSchema,
} from './schemas/media-pipeline.js';
export {
  AccountProbeSchema,
  FindRemoteInputSchema,
  FoundRemoteSchema,
  InspectOutputInputSchema,
  LineageSchema,
  OperationSchema,
  OutputInspectionSchema,
  ProbeAccountInputSchema,
  RemoteErrorSchema,
  RemoteOutcomeSchema,
  RemoteWaitSchema,
  RemoteWorkSchema,
} from './schemas/remote-work.js';
export {
  BatchCountsSchema,
  BatchFanOutInputSchema,
  BatchItemStatusSchema,
  BatchPhaseSchema,
  BatchResultSchema,
  BatchSettingsSchema,
  BatchStatusSchema,
} from './schemas/batch/batch.js';
export {
  BatchItemSchema,
  BatchListSchema,
  ConcurrencySchema,
  ItemCountsSchema,
  ItemKindSchema,
  ItemPolicyOverridesSchema,
  ListFormatSchema,
  PriceSchema,
  SpendSettingsSchema,
} from './schemas/batch/item.js';
export {
  BatchManifestSchema,
  ManifestFileSchema,
  WriteManifestInputSchema,
  WrittenManifestSchema,
} from './schemas/batch/manifest.js';
export {
  BatchPlanSchema,
  BatchRedriveSchema,
  InheritedItemSchema,
  InvalidItemSchema,
  ItemRangeSchema,
  PlanBatchInputSchema,
  PlannedItemSchema,
  ReadItemsInputSchema,
  ReadItemsResultSchema,
  RepeatedItemSchema,
} from './schemas/batch/plan.js';
export {
  BatchRowSchema,
  ItemPipelineSchema,
  PipelineItemOutcomeSchema,
  PipelineItemSchema,
  ResultShardSchema,
  WriteShardInputSchema,
  WrittenShardSchema,
} from './schemas/batch/row.js';
export {
  BatchParkSchema,
  BatchPauseSchema,
  BatchSnapshotSchema,
  BatchStopReasonSchema,
  CarriedItemSchema,
  RecentFailureSchema,
} from './schemas/batch/snapshot.js';
export { CallbackRequestSchema, WorkflowMemoSchema } from './schemas/workflow-memo.js';
