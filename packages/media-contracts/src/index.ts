/**
 * Scope: names, types and constants that workflows, activities and whoever starts them agree on.
 * Not here: zod at run time (see `./schemas`) and any implementation. Safe to import in a workflow.
 * Every name below is public API: fields are only ever added, and only as optional.
 */
export type {
  BatchActivities,
  CallbackActivities,
  CheckActivities,
  IttybitActivities,
  PipelineItemActivities,
  RemoteActivity,
} from './activities.js';
export {
  batchItemStatus,
  batchSnapshot,
  batchStatus,
  cancelBatch,
  pauseBatch,
  resumeBatch,
  setBatchConcurrency,
  setBatchSpendCap,
  type BatchFanOutWorkflow,
  type BatchUpdate,
  type BatchUpdated,
} from './batch/batch-fan-out.js';
export { batchFolder, manifestKey } from './batch/batch-folder.js';
export type {
  BatchCounts,
  BatchFanOutInput,
  BatchItem,
  BatchItemStatus,
  BatchList,
  BatchManifest,
  BatchPark,
  BatchPause,
  BatchPhase,
  BatchPlan,
  BatchRedrive,
  BatchResult,
  BatchRow,
  BatchSettings,
  BatchSnapshot,
  BatchStatus,
  BatchStopReason,
  CarriedItem,
  Concurrency,
  InheritedItem,
  InvalidItem,
  ItemCounts,
  ItemPipeline,
  ItemPolicyOverrides,
  ItemRange,
  ListFormat,
  ManifestFile,
  PipelineItem,
  PipelineItemOutcome,
  PlanBatchInput,
  PlannedItem,
  Price,
  ReadItemsInput,
  ReadItemsResult,
  RecentFailure,
  RepeatedItem,
  ResultShard,
  SpendSettings,
  WriteManifestInput,
  WriteShardInput,
  WrittenManifest,
  WrittenShard,
} from './batch/batch-types.js';
export {
  DEFAULT_CONCURRENCY,
  DEFAULT_ITEM_FORMATS,
  MAX_CONCURRENCY,
  defaultItemPolicy,
} from './batch/defaults.js';
export { itemPipelinePrefix } from './batch/item-pipeline.js';
export { ITEM_KINDS, type ItemKind } from './batch/item-kind.js';
export {
  CALLBACK_SCHEDULE_MS,
  callbackWorkflowId,
  type CallbackEvent,
  type CallbackEventType,
  type CallbackSent,
  type DeliverCallbackInput,
  type DeliverCallbackResult,
  type DeliverCallbackWorkflow,
  type SendCallbackInput,
} from './callback.js';
export { FAILURE_TYPES, PERMANENT_REMOTE_ERRORS, STAGE_ERRORS, type FailureType } from './failure.js';
export { inheritedStage } from './inherited-stage.js';
export type { MediaFile } from './media-file.js';
export {
  DEFAULT_ACCOUNT,
  DEFAULT_ACCOUNT_PROBE_MS,
  DEFAULT_HEARTBEAT_TIMEOUT_MS,
  pipelineStatus,
  resumePipeline,
  type InheritedStage,
  type MediaPipelineInput,
  type MediaPipelineResult,
  type MediaPipelineWorkflow,
  type PipelineFailureDetails,
  type PipelinePhase,
  type PipelineStatus,
  type Redrive,
  type StageSettings,
  type StageState,
  type StageStatus,
} from './media-pipeline.js';
export {
  REMOTE_METADATA,
  type AccountProbe,
  type FindRemoteInput,
  type FoundRemote,
  type InspectOutputInput,
  type Lineage,
  type Operation,
  type OutputInspection,
  type ProbeAccountInput,
  type RemoteError,
  type RemoteOutcome,
  type RemoteWait,
  type RemoteWork,
} from './remote-work.js';
export { SEARCH_ATTRIBUTES } from './search-attributes.js';
export {
  DEFAULT_STAGE_OPTIONS,
  DEFAULT_STAGE_POLICIES,
  STAGES,
  STAGE_KINDS,
  type RemoteKind,
  type StageName,
  type StagePolicy,
} from './stage.js';
export { DEFAULT_TASK_QUEUE, WORKER_ROLES, roleTaskQueue, type WorkerRole } from './task-queues.js';
export { WORKFLOWS } from './workflow-names.js';
export { MEDIA_MEMO, type CallbackRequest, type WorkflowMemo } from './workflow-memo.js';
