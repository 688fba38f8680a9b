import { CancelledFailure } from '@temporalio/activity';
import type { ActivityCancellationDetails } from '@temporalio/common';
import type { Clock } from '@org/ittybit-client';
import { handedOver } from './activity-error.js';
import type { Attempt } from './attempt.js';
import { HeldTooLong } from './quota-gate.js';
import { TakenOver } from './take-over.js';
import { throttledFailure, toApplicationFailure } from './to-application-failure.js';

/** An attempt that comes back from waiting for quota needs at least so long to be worth it. */
const MIN_NEEDED_MS = 1_000;

/** What an attempt at `subject` throws, given what stopped it. */
export function failureOfAttempt(
  attempt: Attempt,
  error: unknown,
  { subject, clock }: { subject: string; clock: Clock },
): Error {
  const { details, reason } = attempt.cancellation();
  // A requested cancellation tells the workflow what is left running. After a timeout or `notFound` nobody listens.
  if (details && !onlyShutdown(details)) return new CancelledFailure(reason, [attempt.current()]);
  if (error instanceof HeldTooLong) return quotaFailure(attempt, error.until, { subject, clock });
  // If the server still knows this attempt, it is retried at once; if not, its report is dropped.
  if (error instanceof TakenOver) return toApplicationFailure(handedOver(error.message), subject);
  if (error instanceof CancelledFailure) {
    return toApplicationFailure(handedOver('the worker shuts down; another one goes on'), subject);
  }
  const { remoteId } = { ...attempt.earlier, ...attempt.current() };
  return toApplicationFailure(error, subject, remoteId);
}

/** True when nobody wants the work to end: another worker goes on with it. */
function onlyShutdown(details: ActivityCancellationDetails): boolean {
  const { cancelRequested, notFound, timedOut, paused, reset } = details;
  return details.workerShutdown && !(cancelRequested || notFound || timedOut || paused || reset);
}

function quotaFailure(
  attempt: Attempt,
  until: number,
  { subject, clock }: { subject: string; clock: Clock },
): Error {
  const { info } = attempt;
  const now = clock.now();
  const waitMs = Math.max(0, until - now);
  const deadlineAt = info.scheduledTimestampMs + info.scheduleToCloseTimeoutMs;
  const leftMs = info.scheduleToCloseTimeoutMs > 0 ? deadlineAt - now : Infinity;
  const neededMs = Math.max(MIN_NEEDED_MS, info.heartbeatTimeoutMs ?? 0);
  const inTime = waitMs + neededMs < leftMs;
  // The next attempt finds the time between the two counted; a workflow counts the time it waits itself.
  if (inTime) attempt.countHeld({ until, waitMs });
  const { throttledMs, remoteId } = attempt.current();
  return throttledFailure({ subject, until, waitMs, inTime, throttledMs, remoteId });
}
