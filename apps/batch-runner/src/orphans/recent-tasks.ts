import type { RemoteTask } from '@org/ittybit-client';
import { workflowOf } from './find-orphans.js';

/** Tasks without a creation time that are looked at: nothing says where the time asked for begins among them. */
const MAX_UNDATED = 10_000;

export interface RecentTasks {
  /** Those of pipelines; the others are not kept, since an account may have any number. */
  readonly ours: readonly RemoteTask[];
  /** Set when there were more tasks without a creation time: so many were looked at, and no older ones. */
  readonly undatedLimit?: number;
}

/** Reads tasks, which come newest first, back to the first that is older than `createdAfter` (ms since the epoch). */
export async function recentTasks(
  tasks: AsyncIterable<RemoteTask>,
  { createdAfter, maxUndated = MAX_UNDATED }: { readonly createdAfter: number; readonly maxUndated?: number },
): Promise<RecentTasks> {
  const ours: RemoteTask[] = [];
  let undated = 0;
  for await (const task of tasks) {
    if (task.createdAt === null) {
      if (undated === maxUndated) return { ours, undatedLimit: maxUndated };
      undated++;
    } else if (task.createdAt < createdAfter) break;
    if (workflowOf(task) !== undefined) ours.push(task);
  }
  return { ours };
}
