import { FAILURE_TYPES, type RemoteError, type RemoteWait } from '@org/media-contracts';
import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/workflow';

/** A quota that is said to be back already would have the same activity scheduled over and over. */
const MIN_QUOTA_WAIT_MS = 1_000;

/** What the end of an activity without an outcome means for its stage. */
export type ActivityTrouble =
  | { kind: 'accountBlocked'; reason: string }
  /** The quota returns at `retryAt`; the generation was held back for `throttledMs`. */
  | { kind: 'throttled'; retryAt: number; throttledMs: number }
  | { kind: 'timedOut'; message: string }
  | { kind: 'failed'; type: string; message: string };

/** A stage that ended without success. */
export class StageFailed extends Error {
  override readonly name = 'StageFailed';
  readonly type: string;
  readonly remote: RemoteError | undefined;

  constructor({ type, message, remote }: { type: string; message: string; remote?: RemoteError }) {
    super(message);
    this.type = type;
    this.remote = remote;
  }
}

/** Reads the decision that the activity made; nothing is decided a second time here. */
export function troubleOf(error: unknown, now: number): ActivityTrouble {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return afterTimeout(cause, now);
  if (cause instanceof ApplicationFailure) {
    if (cause.type === FAILURE_TYPES.accountBlocked) return { kind: 'accountBlocked', reason: cause.message };
    if (cause.type === FAILURE_TYPES.throttled) return throttled(cause.details?.[0], now);
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  if (endedByDeadline(error)) {
    return { kind: 'timedOut', message: `the deadline passed; the last trouble was: ${message}` };
  }
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  return { kind: 'failed', type: type ?? 'Unexpected', message };
}

/** The remote task that an attempt named before its activity ended without an outcome. */
export function toldRemoteId(error: unknown): string | undefined {
  const told = error instanceof ActivityFailure ? detailsOf(error.cause) : undefined;
  const { remoteId } = (told ?? {}) as { remoteId?: unknown };
  return typeof remoteId === 'string' ? remoteId : undefined;
}

function detailsOf(cause: unknown): unknown {
  if (cause instanceof TimeoutFailure) return cause.lastHeartbeatDetails;
  const hasDetails = cause instanceof ApplicationFailure || cause instanceof CancelledFailure;
  return hasDetails ? cause.details?.[0] : undefined;
}

/** The server answers a retry that would come too late with the last failure and this retry state. */
function endedByDeadline(error: unknown): boolean {
  return error instanceof ActivityFailure && error.retryState === 'TIMEOUT';
}

/** A deadline that passed while the service was throttling us is not the stage's fault. */
function afterTimeout(failure: TimeoutFailure, now: number): ActivityTrouble {
  const wait = failure.lastHeartbeatDetails as Partial<RemoteWait> | undefined;
  if (wait?.throttledMs) return throttled({ retryAt: wait.until, throttledMs: wait.throttledMs }, now);
  return { kind: 'timedOut', message: 'the deadline passed before the remote task ended' };
}

function throttled(details: unknown, now: number): ActivityTrouble {
  const { retryAt, throttledMs } = (details ?? {}) as { retryAt?: unknown; throttledMs?: unknown };
  return {
    kind: 'throttled',
    retryAt: Math.max(finite(retryAt), now + MIN_QUOTA_WAIT_MS),
    throttledMs: Math.max(finite(throttledMs), 0),
  };
}

function finite(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
