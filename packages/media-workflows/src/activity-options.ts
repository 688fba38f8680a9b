import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

/** Attempts are free of remote cost, so only a deadline bounds them. */
export const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** The server refuses a schedule-to-close timeout that is not positive, and would fail the task for ever. */
const MIN_TIMEOUT_MS = 1_000;

/**
 * The server takes 400 bytes, of which a payload codec may use up 150. A UTF-16 code unit has at most 3.
 */
const MAX_SUMMARY_LENGTH = { ascii: 120, other: 80 };

/** What every activity of ours has in common. The SDK's own default would go on before a cancelled one has ended. */
export function activityOptions(taskQueue: string): ActivityOptions {
  return { taskQueue, cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, retry: RETRY };
}

/** The schedule-to-close timeout of an activity that has to end by a certain time. */
export function untilDeadline(deadlineAt: number): number {
  return Math.max(MIN_TIMEOUT_MS, deadlineAt - Date.now());
}

export function shortSummary(text: string): string {
  return text.slice(0, /^[ -~]*$/.test(text) ? MAX_SUMMARY_LENGTH.ascii : MAX_SUMMARY_LENGTH.other);
}
