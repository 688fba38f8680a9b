import type { RemoteOutcome } from '@org/media-contracts';

const SETBACKS: readonly unknown[] = ['remoteFailed', 'remoteCancelled', 'remoteLost'];

/**
 * Refuses what is not an outcome. A result is in the history for good, whether an activity returned it
 * or somebody completed the activity by its id: to trip over it would fail the workflow task for ever.
 *
 * @throws Error that says what is wrong with the value.
 */
export function checkedOutcome(value: unknown): RemoteOutcome {
  const { outcome, remoteId, outputUrl, file, error } = recordOf(value);
  if (typeof remoteId !== 'string') throw notAnOutcome('it names no remoteId');
  if (outcome === 'succeeded') {
    if (typeof outputUrl !== 'string') throw notAnOutcome('it succeeded without an outputUrl');
    if (typeof recordOf(file)['url'] !== 'string') throw notAnOutcome('it succeeded without a file');
  } else {
    if (!SETBACKS.includes(outcome)) throw notAnOutcome(`its outcome is ${String(outcome)}`);
    if (typeof recordOf(error)['message'] !== 'string') throw notAnOutcome('it gives no error message');
  }
  return value as RemoteOutcome;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function notAnOutcome(reason: string): Error {
  return new Error(`the activity's result is not a RemoteOutcome: ${reason}`);
}
