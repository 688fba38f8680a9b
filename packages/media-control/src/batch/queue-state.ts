import type { WorkerRole } from '@org/media-contracts';
import type { PendingActivity } from '../temporal/pending-activity.js';
import { dateTime } from '../text/times.js';

/** A queue on which activities wait to be taken. */
export interface QueueState {
  readonly queue: string;
  readonly role: WorkerRole;
  /** How many activities nobody has taken. */
  readonly waiting: number;
  /** Since when the first of them could have been taken. */
  readonly since: number;
  /** Whether a worker asks this queue for work. */
  readonly polled: boolean;
  readonly lastPollAt?: number;
}

const STORE_ACTIVITIES: readonly string[] = ['planBatch', 'readItems', 'writeShard', 'writeManifest'];

/** Whether an activity is of the `batch` role, which reads and writes the store. */
export function isStoreActivity({ type }: Pick<PendingActivity, 'type'>): boolean {
  return STORE_ACTIVITIES.includes(type);
}

/** Activities that could run now and that no worker has taken. */
export function openActivities(pending: readonly PendingActivity[], now: number): PendingActivity[] {
  return pending.filter(
    ({ state, nextAttemptAt }) =>
      state === 'scheduled' && (nextAttemptAt === undefined || nextAttemptAt <= now),
  );
}

interface WaitingQueue {
  readonly queue: string;
  readonly role: WorkerRole;
  readonly activities: readonly PendingActivity[];
}

/** Groups activities by the queue they are on. `queueOf` derives it where the server does not tell. */
export function queuesOf(
  activities: readonly PendingActivity[],
  queueOf: (role: WorkerRole) => string,
): WaitingQueue[] {
  const queues = new Map<string, { role: WorkerRole; activities: PendingActivity[] }>();
  for (const activity of activities) {
    const role = isStoreActivity(activity) ? 'batch' : 'remote';
    const queue = activity.taskQueue ?? queueOf(role);
    const known = queues.get(queue);
    if (known) known.activities.push(activity);
    else queues.set(queue, { role, activities: [activity] });
  }
  return [...queues].map(([queue, { role, activities: found }]) => ({ queue, role, activities: found }));
}

/** What a person should know of a queue that keeps activities waiting. */
export function queueText({ queue, role, waiting, polled, lastPollAt }: QueueState): string {
  const what = waiting === 1 ? '1 activity waits' : `${waiting} activities wait`;
  if (polled) {
    return `${what} on queue ${queue}: its workers have no free slot for more. Goes on by itself; more workers of the role "${role}", or more slots, make it faster.`;
  }
  const last = lastPollAt === undefined ? 'in the last 5 minutes' : `since ${dateTime(lastPollAt)}`;
  return `${what} for a worker on queue ${queue}: none polled ${last}. Start a worker with the role "${role}".`;
}
