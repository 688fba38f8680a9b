import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { dateTime } from '../text/times.js';
import { innerMessage, isNotFound } from './rpc-error.js';
import { isPolled, queuePollers, type QueuePollers } from './task-queue.js';
import { nowOf, type TemporalSession } from './temporal-session.js';

/** A query with nobody there to answer it would take its whole deadline. */
const UNPOLLED_QUERY_MS = 3_000;

export interface Question<T, Args extends unknown[]> {
  readonly query: QueryDefinition<T, Args>;
  readonly args: Args;
}

/** What a workflow said, or why it did not, in words. Exactly one of both is there. */
export interface Answer<T> {
  readonly status?: T;
  readonly silence?: string;
}

/** Asks the workflow itself. Rethrows only that there is no such workflow. */
export async function askWorkflow<T, Args extends unknown[]>(
  session: TemporalSession,
  description: WorkflowExecutionDescription,
  { query, args }: Question<T, Args>,
): Promise<Answer<T>> {
  const pollers = await queuePollers(session, { queue: description.taskQueue, kind: 'workflow' });
  const polled = isPolled(pollers, nowOf(session));
  const handle = session.client.workflow.getHandle(description.workflowId, description.runId);
  try {
    const ask = (): Promise<T> => handle.query(query, ...args);
    return { status: await session.rpc(ask, polled ? undefined : UNPOLLED_QUERY_MS) };
  } catch (error) {
    if (isNotFound(error)) throw error;
    return { silence: silenceText(pollers, polled, innerMessage(error)) };
  }
}

/** Says who should have answered, and since when nobody was there. */
export function silenceText(pollers: QueuePollers, polled: boolean, problem: string): string {
  const { queue, lastPollAt } = pollers;
  if (lastPollAt === undefined) {
    return `Waiting for a workflow worker on queue ${queue}: none polled in the last 5 minutes. Start a worker with the role "workflows".`;
  }
  if (!polled) {
    return `Waiting for a workflow worker on queue ${queue}: none polled since ${dateTime(lastPollAt)}. Start a worker with the role "workflows".`;
  }
  return `The workflow did not answer (${problem}), though a workflow worker polled queue ${queue} at ${dateTime(lastPollAt)}. If that worker has ended since, start one; what is shown is what Temporal knows.`;
}
