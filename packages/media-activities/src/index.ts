/**
 * Scope: the activities that media workflows schedule, as factories with injected dependencies.
 * Not here: HTTP details of the service (`@org/ittybit-client`), ffmpeg, reading the environment, starting workers.
 * Every name below is public API.
 */
export type { SourceAddress } from './source-address.js';
export { createIttybitActivities, type IttybitActivitiesDependencies } from './create-ittybit-activities.js';
export {
  createPipelineItemActivities,
  type PipelineItemDependencies,
} from './batch/pipeline-item/process-pipeline.js';
export type { TemporalClient } from './batch/pipeline-item/patient-call.js';
export {
  createWebhookReceiver,
  type WebhookPost,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from './webhooks/webhook-receiver.js';
export type { WebhookAnswer, WebhookMetrics, WebhookOutcome } from './webhooks/webhook-answer.js';
export type { ToldActivity } from './webhooks/told-activity.js';
export {
  webhookToken,
  webhookUrl,
  type WebhookAddress,
  type WebhookSubject,
} from './webhooks/webhook-token.js';
export { createCheckActivities, type CheckActivitiesDependencies } from './create-check-activities.js';
export {
  createRemoteAccount,
  type RemoteAccount,
  type RemoteAccountOptions,
  type RemoteCalls,
} from './remote-account.js';
export { createRemoteAccounts, type RemoteAccounts } from './remote-accounts.js';
export type { QuotaGate, Patience } from './quota-gate.js';
export type {
  ExpectedWebhook,
  RemoteWatcher,
  SeenTask,
  WatchEnd,
  WatchRequest,
  WatchUpdate,
} from './remote-watcher.js';
export { DEFAULT_WATCH_SETTINGS, type WatchSettings } from './watch-settings.js';
export { judgeOutput, type InspectedFile, type OutputInspector } from './inspect-output.js';
export type { ActivityMetrics, Log, RemoteCall } from './ports.js';

export type { BatchStore } from './batch/batch-store.js';
export {
  createResultActivities,
  type ResultActivitiesDependencies,
} from './batch/results/create-result-activities.js';
export type { ManifestEntry, ManifestOutcome } from './batch/results/manifest-entry.js';
export type { ReadManifestFile } from './batch/results/verify/check-file.js';
export {
  readManifestEntries,
  verifyManifest,
  type ManifestReading,
  type ManifestVerdict,
} from './batch/results/verify/verify-manifest.js';

export {
  createPlanActivities,
  LIST_LIMITS,
  type PlanActivitiesDependencies,
} from './batch/plan/create-plan-activities.js';
export {
  planList,
  type PlanListOptions,
  type PlannedList,
  type PlanProgress,
} from './batch/plan/plan-list.js';
export type { PlanPage, PlanSink } from './batch/plan/plan-sink.js';
export type { ListSource } from './batch/list/read-list.js';
export { planKey } from './batch/plan/plan-key.js';
export { createReadItems, type ReadItems } from './batch/plan/read-items.js';
export { readPlan, type PlanEntry, type ReadPlanOptions } from './batch/results/read-plan.js';
export { readShards, type ReadShards } from './batch/results/read-shards.js';

export {
  createGuardedFetch,
  type GuardedFetch,
  type GuardedFetchOptions,
  type GuardedResponse,
  type ResolvedAddress,
} from './guarded-fetch.js';
export { isPrivateAddress } from './private-address.js';
export { accountBlocked, ActivityError, badInput } from './activity-error.js';
export { toApplicationFailure } from './to-application-failure.js';
export { idempotencyKey } from './idempotency-key.js';
export { redactUrls } from './redact-url.js';

export {
  createCallbackActivities,
  type CallbackDependencies,
} from './callbacks/create-callback-activities.js';
export type { CallbackAttemptRecord, CallbackLedger, StoredCallback } from './callbacks/callback-ledger.js';
export {
  createCallbackPost,
  type CallbackAnswer,
  type CallbackPost,
  type PostCallback,
} from './callbacks/post-callback.js';
export { createSecretBox, type SecretBox } from './callbacks/secret-box.js';
export { newCallbackSecret, signatureHeaders, type SignedMessage } from './callbacks/signature.js';
