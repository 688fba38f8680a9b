import {
  PERMANENT_REMOTE_ERRORS,
  STAGE_ERRORS,
  type RemoteOutcome,
  type StagePolicy,
} from '@org/media-contracts';

/** A remote task that has ended without success. */
export type Setback = Exclude<RemoteOutcome, { outcome: 'succeeded' }>;

/** What follows a setback: another generation after a wait, or none, and why. */
export type AfterSetback =
  | { readonly again: true; readonly waitMs: number }
  | { readonly again: false; readonly type: string; readonly message: string };

/** @param tries Generations so far, the one that ended included. */
export function afterSetback(
  setback: Setback,
  policy: StagePolicy,
  { tries, deadlineAt, now }: { tries: number; deadlineAt: number; now: number },
): AfterSetback {
  const { outcome, error, remoteId } = setback;
  if (tries >= policy.generations || isPermanent(setback)) {
    return { again: false, type: STAGE_ERRORS[outcome], message: `${remoteId}: ${error.message}` };
  }
  const waitMs = policy.backoffMs * policy.backoffCoefficient ** (tries - 1);
  if (now + waitMs < deadlineAt) return { again: true, waitMs };
  const message = `the deadline leaves no time for another generation; the last one: ${error.message}`;
  return { again: false, type: STAGE_ERRORS.timedOut, message };
}

function isPermanent({ error }: Setback): boolean {
  return error.kind !== undefined && PERMANENT_REMOTE_ERRORS.includes(error.kind);
}
