/**
 * Scope: a typed client for the HTTP API of Ittybit, and readers for what the service sends (tasks, webhooks).
 * Not here: downloading results, a webhook server, policy (what to do about a failed task), uploads and connections.
 * Every name below is public API.
 */
export { createIttybitClient, type IttybitClient } from './create-ittybit-client.js';
export type { CallOptions, CreateOptions, IttybitClientOptions, ResponseInfo } from './client-options.js';
export { systemClock, type Clock } from './clock.js';
export type { CreateResult } from './task-calls.js';
export type { ListFilter } from './list-filter.js';
export type { TaskPage } from './list-tasks.js';
export type { WaitOptions } from './wait-for-task.js';

export { CreateRequestSchema, parseCreateRequest, TASK_KINDS } from './create-request.js';
export type { CreateRequest, TaskKind } from './create-request.js';
export { ATOMIC_KINDS, AtomicRequestSchema, type AtomicKind, type AtomicRequest } from './atomic-request.js';
export {
  AdaptiveVideoOptionsSchema,
  AnimationOptionsSchema,
  AudioOptionsSchema,
  ImageOptionsSchema,
  VideoOptionsSchema,
  type AdaptiveVideoOptions,
  type AnimationOptions,
  type AudioOptions,
  type Dimension,
  type ImageOptions,
  type VideoOptions,
} from './media-options.js';
export { optionWarnings } from './option-warnings.js';

export type { RemoteFile } from './remote-file.js';
export type { RemoteTask, RemoteTaskError } from './remote-task.js';
export { normalizeState, type TaskState } from './state.js';
export { outputUrl } from './output-url.js';
export { parseTime } from './time.js';
export { parseRetryAfter } from './retry-after.js';

export { parseWebhook, receiveWebhook } from './webhook.js';
export type { ReceiveWebhookOptions, WebhookDelivery, WebhookEvent } from './webhook.js';

export {
  IttybitDecision,
  IttybitError,
  isIttybitError,
  type IttybitErrorFacts,
  type IttybitOperation,
} from './ittybit-error.js';
