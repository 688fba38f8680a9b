import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { isIttybitError, type IttybitDecision } from '@org/ittybit-client';
import { FAILURE_TYPES, type FailureType } from '@org/media-contracts';
import { ActivityError } from './activity-error.js';
import { redactUrls } from './redact-url.js';

/** What the decisions of the client mean for an activity. Task ids and keys that conflict are settled before this. */
const TYPE_OF_DECISION: Record<IttybitDecision, FailureType> = {
  badInput: FAILURE_TYPES.badInput,
  notFound: FAILURE_TYPES.badInput,
  conflict: FAILURE_TYPES.badInput,
  accountBlocked: FAILURE_TYPES.accountBlocked,
  throttled: FAILURE_TYPES.throttled,
  transient: FAILURE_TYPES.transient,
};

/**
 * The one place where what was thrown becomes a failure that Temporal knows.
 *
 * `subject` says what it happened to. An `ApplicationFailure` passes unchanged. What nobody decided on is a fault of
 * ours or of the machine: it is retried inside the deadline, as trouble of transport is. The cause is left out, since
 * it would carry stack traces and unredacted URLs into the history. A remote task that is known goes along as the
 * detail `{remoteId}`: whoever schedules the work again after a park longer than the key lives still finds it.
 */
export function toApplicationFailure(error: unknown, subject: string, remoteId?: string): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const { type, retryDelayMs, benign } = decisionOn(error);
  const reason = error instanceof Error ? error.message : String(error);
  return ApplicationFailure.create({
    type,
    message: redactUrls(`${subject}: ${reason}`),
    nonRetryable: type === FAILURE_TYPES.badInput || type === FAILURE_TYPES.accountBlocked,
    ...(retryDelayMs !== undefined && { nextRetryDelay: Math.max(1, Math.ceil(retryDelayMs)) }),
    ...(benign && { category: ApplicationFailureCategory.BENIGN }),
    ...(remoteId !== undefined && { details: [{ remoteId }] }),
  });
}

/**
 * The quota returns at `until`. Retried by Temporal when that leaves time before the deadline; else non-retryable with
 * `{retryAt, throttledMs, remoteId?}` as its detail, because beyond the deadline the server would end the activity as
 * timed out: who scheduled it waits, moves the deadline on and schedules the same generation again.
 */
export function throttledFailure(options: {
  readonly subject: string;
  /** Ms since the epoch. */
  readonly until: number;
  readonly waitMs: number;
  /** True when an attempt after the wait still has time before the activity's deadline. */
  readonly inTime: boolean;
  /** How long this generation has been held back so far, in ms. */
  readonly throttledMs: number;
  readonly remoteId?: string | undefined;
}): ApplicationFailure {
  const { subject, until, waitMs, inTime, throttledMs, remoteId } = options;
  return ApplicationFailure.create({
    type: FAILURE_TYPES.throttled,
    message: redactUrls(`${subject}: waiting for quota until ${new Date(until).toISOString()}`),
    nonRetryable: !inTime,
    category: ApplicationFailureCategory.BENIGN,
    details: [{ retryAt: until, throttledMs, ...(remoteId !== undefined && { remoteId }) }],
    ...(inTime && { nextRetryDelay: Math.max(1, Math.ceil(waitMs)) }),
  });
}

function decisionOn(error: unknown): {
  type: FailureType;
  retryDelayMs?: number | undefined;
  benign: boolean;
} {
  if (error instanceof ActivityError) return error;
  if (!isIttybitError(error)) return { type: FAILURE_TYPES.transient, benign: false };
  const type = TYPE_OF_DECISION[error.decision];
  return { type, retryDelayMs: error.retryAfterMs, benign: type === FAILURE_TYPES.throttled };
}
