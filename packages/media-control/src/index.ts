/**
 * Scope: what somebody does to pipelines and batches through a client of Temporal: start, read, explain what waits,
 * steer, redrive.
 * Not here: connecting to Temporal, workflows and activities, and how a program shows an answer or an error.
 * Every name below is public API.
 */
export { createSession, type SessionOptions, type TemporalSession } from './temporal/temporal-session.js';
export type { Clock } from './clock.js';
export {
  ControlError,
  isControlError,
  type ControlErrorCode,
  type ControlErrorOptions,
} from './control-error.js';
export type { Directions, Step } from './directions.js';
export { temporalTrouble } from './temporal/temporal-trouble.js';
export { grpcCode, innerMessage, isNotFound, isUnreachable } from './temporal/rpc-error.js';
export type { Execution } from './temporal/execution.js';
export { firstRunId } from './temporal/first-run-id.js';
export { runState, type RunState } from './temporal/run-state.js';
export type { Started } from './temporal/start-once.js';
export { firstPayload, millis, type ProtoTime } from './temporal/decode.js';
export {
  decodePendingActivities,
  type PendingActivity,
  type PendingActivityState,
} from './temporal/pending-activity.js';
export { isPolled, queuePollers, type QueuePollers } from './temporal/task-queue.js';
export { readBatchInput, readStartInput } from './temporal/start-input.js';
export {
  BATCH_ATTRIBUTES,
  canSetSearchAttributes,
  checkSearchAttributes,
  PIPELINE_ATTRIBUTES,
  registerSearchAttributes,
  type SearchAttributeCheck,
  type SearchAttributeName,
} from './temporal/search-attributes.js';

export { startPipeline, type PipelineStart } from './pipeline/start-pipeline.js';
export { describePipeline, readPipeline, type PipelineReading } from './pipeline/read-pipeline.js';
export {
  readPipelineEnding,
  type PipelineEnding,
  type PipelineEndingFailure,
} from './pipeline/pipeline-ending.js';
export { mergePicture, type Picture, type StagePicture } from './pipeline/merge-picture.js';
export type { StageWait } from './pipeline/stage-wait.js';
export {
  explainPipeline,
  pipelineReasons,
  type PipelineExplanation,
  type PipelineReason,
  type PipelineReasonOptions,
} from './pipeline/explain-pipeline.js';
export { cancelPipeline } from './pipeline/cancel-pipeline.js';
export { resumePipeline, type PipelineResumed } from './pipeline/resume-pipeline.js';
export { planRedrive, type RedrivePlan } from './pipeline/plan-redrive.js';
export { redrivePipeline, type PipelineRedriven } from './pipeline/redrive-pipeline.js';

export { BATCH_MEMO, startBatch, type BatchStart } from './batch/start-batch.js';
export { readExistingBatch, type ExistingBatch } from './batch/existing-batch.js';
export { describeBatch } from './batch/describe-batch.js';
export { readBatch, type BatchReading } from './batch/read-batch.js';
export { readBatchEnding, type BatchEnding, type BatchEndState } from './batch/batch-ending.js';
export { batchFigures, type BatchFigures } from './batch/batch-figures.js';
export { progressOf, type Progress } from './batch/progress.js';
export { batchWaits, type BatchWait, type StoreWork } from './batch/batch-wait.js';
export { queueText, type QueueState } from './batch/queue-state.js';
export type { RetryWait } from './batch/retry-wait.js';
export { failureLines } from './batch/failure-lines.js';
export {
  batchReasons,
  explainBatch,
  unreadText,
  type BatchExplanation,
  type BatchReason,
} from './batch/explain-batch.js';
export { explainItem, type ExplainItemRequest, type ItemExplanation } from './batch/explain-item.js';
export type { ItemName } from './batch/item-name.js';
export type { BatchSources, ItemReading, ItemResult } from './batch/read-item.js';
export { updateBatch, type BatchUpdateRequest, type UpdateOptions } from './batch/update-batch.js';
export { manifestFiles, parseDocument, readStoredManifest } from './batch/stored-batch.js';
export { parentFromManifest } from './batch/redrive/from-manifest.js';
export type { ParentBatch, RedriveOutcome } from './batch/redrive/parent-batch.js';
export { planBatchRedrive, type BatchRedrivePlan } from './batch/redrive/plan-batch-redrive.js';
export { readParent, type ReadParent } from './batch/redrive/read-parent.js';
export {
  REDRIVE_OUTCOMES,
  redriveBatch,
  type BatchRedriven,
  type BatchRedriveRequest,
} from './batch/redrive/redrive-batch.js';

export { concurrencyText } from './batch/concurrency-text.js';
export { clause } from './text/clause.js';
export { counted } from './text/counted.js';
export { redact, redactText } from './text/redact.js';
export { clockTime, dateTime, duration } from './text/times.js';
