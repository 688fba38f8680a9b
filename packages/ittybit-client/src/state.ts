/** The four states a caller has to tell apart. */
export type TaskState = 'running' | 'succeeded' | 'failed' | 'cancelled';

const TERMINAL: Readonly<Record<string, TaskState>> = {
  succeeded: 'succeeded',
  completed: 'succeeded',
  ready: 'succeeded',
  failed: 'failed',
  error: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
};

/**
 * The state behind a status of any era of the API.
 * An unknown status is still running: taking it for an end would lose, or pay twice for, a task that goes on.
 */
export function normalizeState(status: unknown): TaskState {
  if (typeof status !== 'string') return 'running';
  const word = status.trim().toLowerCase();
  return Object.hasOwn(TERMINAL, word) ? (TERMINAL[word] ?? 'running') : 'running';
}
