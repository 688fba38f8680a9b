import { CancellationScope, isCancellation } from '@temporalio/workflow';

/**
 * Whether an error is the cancellation that somebody asked for. An activity may also fail with a
 * `CancelledFailure` of its own accord: taken for a cancellation, it would leave its stage out silently.
 */
export function isRequestedCancellation(error: unknown): boolean {
  return isCancellation(error) && CancellationScope.current().consideredCancelled;
}
