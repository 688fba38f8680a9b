import {
  pipelineStatus,
  WORKFLOWS,
  type MediaPipelineWorkflow,
  type PipelineStatus,
} from '@org/media-contracts';
import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { mergePicture, type Picture } from '../picture/merge-picture.js';
import { dateTime } from '../picture/times.js';
import { decodePendingActivities } from './pending-activity.js';
import { innerMessage, isNotFound } from './rpc-error.js';
import { runState, type RunState } from './run-state.js';
import { RPC_DEADLINE_MS, type Session } from './session.js';
import { isPolled, queuePollers, type QueuePollers } from './task-queue.js';

/** A query with nobody there to answer it would take its whole deadline. */
const UNPOLLED_QUERY_MS = 3_000;

/** All that can be known of a pipeline at one moment. */
export interface PipelineReading {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: RunState;
  readonly taskQueue: string;
  readonly startedAt: number;
  readonly closedAt?: number;
  /** The workflow's own answer; absent when no worker gave one. */
  readonly status?: PipelineStatus;
  /** Why the workflow did not answer, in words, when it did not. */
  readonly silence?: string;
  readonly picture: Picture;
}

/** Throws a `CliError` when there is no such pipeline; errors of the connection come as the SDK throws them. */
export async function readPipeline(session: Session, workflowId: string): Promise<PipelineReading> {
  const handle = session.client.workflow.getHandle<MediaPipelineWorkflow>(workflowId);
  const description = await describePipeline(session, handle);
  const pending = await decodePendingActivities(session.client, description);
  const state = runState(description.status.name);
  const answer = await askWorkflow(session, description);
  const picture = mergePicture(answer.status, pending, Date.now());
  return {
    workflowId,
    runId: description.runId,
    state,
    taskQueue: description.taskQueue,
    startedAt: description.startTime.getTime(),
    ...(description.closeTime ? { closedAt: description.closeTime.getTime() } : {}),
    ...answer,
    picture: state === 'running' ? picture : withoutWaits(picture),
  };
}

export async function describePipeline(
  session: Session,
  handle: WorkflowHandle<MediaPipelineWorkflow>,
): Promise<WorkflowExecutionDescription> {
  const description = await session
    .rpc(() => handle.describe())
    .catch((error: unknown) => {
      throw isNotFound(error) ? noSuchPipeline(session, handle.workflowId) : error;
    });
  if (description.type !== WORKFLOWS.mediaPipeline) {
    throw new CliError(
      `${handle.workflowId} is a workflow of type ${description.type}, not a ${WORKFLOWS.mediaPipeline}.`,
      EXIT.notFound,
    );
  }
  return description;
}

function noSuchPipeline(session: Session, workflowId: string): CliError {
  return new CliError(
    `There is no pipeline ${workflowId} in namespace ${session.namespace}. ` +
      'It may have been deleted, or its retention is over; "batch-runner pipeline list" shows what there is.',
    EXIT.notFound,
    { workflowId },
  );
}

type Answer = Pick<PipelineReading, 'status' | 'silence'>;

async function askWorkflow(session: Session, description: WorkflowExecutionDescription): Promise<Answer> {
  const pollers = await queuePollers(session, { queue: description.taskQueue, kind: 'workflow' });
  const polled = isPolled(pollers, Date.now());
  const handle = session.client.workflow.getHandle(description.workflowId, description.runId);
  try {
    const ask = (): Promise<PipelineStatus> => handle.query(pipelineStatus);
    return { status: await session.rpc(ask, polled ? RPC_DEADLINE_MS : UNPOLLED_QUERY_MS) };
  } catch (error) {
    if (isNotFound(error)) throw noSuchPipeline(session, description.workflowId);
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

/** What a closed run was waiting for when it was terminated is no longer waited for. */
function withoutWaits(picture: Picture): Picture {
  const stages = Object.fromEntries(
    Object.entries(picture.stages).map(([name, { wait: _wait, ...stage }]) => [name, stage]),
  ) as Picture['stages'];
  return { ...picture, stages };
}
