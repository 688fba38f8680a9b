/**
 * The decision behind a failure, made once where the response was seen.
 * These are the `type` of every `ApplicationFailure` that crosses an activity boundary.
 */
export const FAILURE_TYPES = {
  /** What was asked cannot be done. Never retried; the message says what to change. */
  badInput: 'BadInput',
  /** The account is refused (401, 402, 403 or no key). Retrying cannot help: the pipeline parks until a person acts. */
  accountBlocked: 'AccountBlocked',
  /** The service asked for patience (429). Retried when its quota returns. */
  throttled: 'Throttled',
  /** Network, 408, 5xx, a malformed answer. Retried inside the stage's deadline. */
  transient: 'Transient',
  /** A pipeline ended with at least one failed stage. Details: one {@link PipelineFailureDetails}. */
  pipelineFailed: 'PipelineFailed',
  /** A batch had more failures than it tolerates. Details: one {@link BatchResult}, with the manifest. */
  batchStopped: 'BatchStopped',
} as const;

export type FailureType = (typeof FAILURE_TYPES)[keyof typeof FAILURE_TYPES];

/** Why a stage failed, beside the {@link FAILURE_TYPES} that an activity may throw. */
export const STAGE_ERRORS = {
  /** The remote service ended the task as failed, and the policy allows no further generation. */
  remoteFailed: 'RemoteFailed',
  /** Somebody cancelled the task at the remote service. */
  remoteCancelled: 'RemoteCancelled',
  /** The remote service no longer knows the task. */
  remoteLost: 'RemoteLost',
  /** The stage's deadline passed. */
  timedOut: 'TimedOut',
  /** The output was read and is not what the stage should have made. A redrive makes it again. */
  outputInvalid: 'OutputInvalid',
} as const;

/**
 * Kinds of remote error for which paying for another generation cannot help:
 * the same request would fail in the same way.
 */
export const PERMANENT_REMOTE_ERRORS: readonly string[] = [
  'invalid_input',
  'request_invalid',
  'url_required',
  'format_unsupported',
];
