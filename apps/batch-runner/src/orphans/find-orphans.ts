import { REMOTE_METADATA } from '@org/media-contracts';
import type { RemoteTask } from '@org/ittybit-client';

/** How a line of executions stands: the first workflow that metadata names, and all redrives of it. */
export interface LineState {
  /** True while any execution of the line is running: its tasks are not orphans. */
  readonly live: boolean;
  /** When the last execution of the line closed; absent when Temporal no longer knows any of it. */
  readonly closedAt?: number;
  /** How the last one closed, or `deleted`. */
  readonly closeStatus: string;
  /** The execution that closed last. */
  readonly workflowId: string;
}

/** A remote task that nobody waits for any more. Times in ms since the epoch. */
export interface Orphan {
  readonly taskId: string;
  readonly kind: string;
  readonly state: RemoteTask['state'];
  readonly progress?: number;
  readonly createdAt?: number;
  readonly finishedAt?: number;
  /** The workflow that the task's metadata names. */
  readonly workflowId: string;
  readonly lastExecution: string;
  readonly closeStatus: string;
  readonly closedAt?: number;
}

/** The workflow that asked for a task; undefined for tasks that are not ours. */
export function workflowOf(task: RemoteTask): string | undefined {
  const id = task.metadata[REMOTE_METADATA.workflowId];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/**
 * The tasks of closed lines that are still running, or that ended after their line did.
 * Of a line that Temporal no longer knows only running tasks count: when it closed cannot be told.
 */
export function findOrphans(tasks: readonly RemoteTask[], lines: ReadonlyMap<string, LineState>): Orphan[] {
  return tasks.flatMap((task) => {
    const workflowId = workflowOf(task);
    const line = workflowId === undefined ? undefined : lines.get(workflowId);
    if (workflowId === undefined || !line || line.live || !isLeftOver(task, line)) return [];
    return [orphan(task, workflowId, line)];
  });
}

function isLeftOver({ state, finishedAt }: RemoteTask, { closedAt }: LineState): boolean {
  if (state === 'running') return true;
  return finishedAt !== null && closedAt !== undefined && finishedAt > closedAt;
}

function orphan(task: RemoteTask, workflowId: string, line: LineState): Orphan {
  const { id, kind, state, progress, createdAt, finishedAt } = task;
  return {
    taskId: id,
    kind,
    state,
    ...(progress === null ? {} : { progress }),
    ...(createdAt === null ? {} : { createdAt }),
    ...(finishedAt === null ? {} : { finishedAt }),
    workflowId,
    lastExecution: line.workflowId,
    closeStatus: line.closeStatus,
    ...(line.closedAt === undefined ? {} : { closedAt: line.closedAt }),
  };
}
