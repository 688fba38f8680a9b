import { batchStatus, roleTaskQueue, type BatchStatus } from '@org/media-contracts';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { askWorkflow, type Answer } from '../temporal/ask-workflow.js';
import { noSuchWorkflow } from '../temporal/describe-workflow.js';
import { firstRunId } from '../temporal/first-run-id.js';
import { decodePendingActivities, type PendingActivity } from '../temporal/pending-activity.js';
import { isNotFound } from '../temporal/rpc-error.js';
import { runState, type RunState } from '../temporal/run-state.js';
import { isPolled, queuePollers } from '../temporal/task-queue.js';
import { nowOf, type TemporalSession } from '../temporal/temporal-session.js';
import { BATCH, describeBatch } from './describe-batch.js';
import { openActivities, queuesOf, type QueueState } from './queue-state.js';

/** All that can be known of a batch at one moment, without its store. */
export interface BatchReading {
  readonly workflowId: string;
  /** The run that is looked at: the latest. */
  readonly runId: string;
  readonly firstRunId: string;
  readonly state: RunState;
  readonly taskQueue: string;
  /** Start of the whole batch if its worker answered, else of the latest run. */
  readonly startedAt: number;
  readonly closedAt?: number;
  /** When this was read, in ms since the epoch. */
  readonly at: number;
  /** The workflow's own answer; absent when no worker gave one. */
  readonly status?: BatchStatus;
  /** Why the workflow did not answer, in words, when it did not. */
  readonly silence?: string;
  readonly pending: readonly PendingActivity[];
  /** Queues on which activities wait to be taken, and whether anybody polls them. */
  readonly queues: readonly QueueState[];
}

/** Rejects with `notFound` when there is no such batch; errors of the connection come as the SDK throws them. */
export async function readBatch(session: TemporalSession, workflowId: string): Promise<BatchReading> {
  const description = await describeBatch(session, workflowId);
  const state = runState(description.status.name);
  const pending = state === 'running' ? await decodePendingActivities(session.client, description) : [];
  const answer = await askStatus(session, description);
  return {
    workflowId,
    runId: description.runId,
    firstRunId: firstRunId(description),
    state,
    taskQueue: description.taskQueue,
    startedAt: answer.status?.startedAt ?? description.startTime.getTime(),
    ...(description.closeTime ? { closedAt: description.closeTime.getTime() } : {}),
    at: nowOf(session),
    ...answer,
    pending,
    queues: await readQueues(session, pending, description.taskQueue),
  };
}

async function askStatus(
  session: TemporalSession,
  description: WorkflowExecutionDescription,
): Promise<Answer<BatchStatus>> {
  try {
    return await askWorkflow(session, description, { query: batchStatus, args: [] });
  } catch (error) {
    throw isNotFound(error) ? noSuchWorkflow(session, description.workflowId, BATCH) : error;
  }
}

/** Only queues on which something waits: two calls at most, and none while all goes well. */
async function readQueues(
  session: TemporalSession,
  pending: readonly PendingActivity[],
  taskQueue: string,
): Promise<QueueState[]> {
  const now = nowOf(session);
  const waiting = queuesOf(openActivities(pending, now), (role) => roleTaskQueue(taskQueue, role));
  return Promise.all(
    waiting.map(async ({ queue, role, activities }) => {
      const pollers = await queuePollers(session, { queue, kind: 'activity' });
      const polled = isPolled(pollers, now);
      const since = Math.min(...activities.map((one) => one.nextAttemptAt ?? one.scheduledAt ?? now));
      const { lastPollAt } = pollers;
      const poll = lastPollAt === undefined ? {} : { lastPollAt };
      return { queue, role, waiting: activities.length, since, polled, ...poll };
    }),
  );
}
