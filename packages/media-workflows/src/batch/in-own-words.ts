import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/**
 * What the batch fails with when one of its own activities cannot do its work: type and message of that activity.
 * Temporal's own failure says "Activity task failed" and hides the rest in its cause.
 */
export function inOwnWords(error: unknown): unknown {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) return error;
  return ApplicationFailure.create({
    message: cause.message,
    nonRetryable: true,
    cause: error as ActivityFailure,
    ...(cause.type && { type: cause.type }),
    ...(cause.details && { details: cause.details }),
  });
}
