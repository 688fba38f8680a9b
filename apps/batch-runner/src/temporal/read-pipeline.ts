import {
  pipelineStatus,
  WORKFLOWS,
  type MediaPipelineWorkflow,
  type PipelineStatus,
} from '@org/media-contracts';
import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { mergePicture, type Picture } from '../picture/merge-picture.js';
import { askWorkflow, type Answer } from './ask-workflow.js';
import { describeWorkflow, noSuchWorkflow, type WorkflowSort } from './describe-workflow.js';
import { decodePendingActivities } from './pending-activity.js';
import { isNotFound } from './rpc-error.js';
import { runState, type RunState } from './run-state.js';
import type { Session } from './session.js';

const PIPELINE: WorkflowSort = {
  type: WORKFLOWS.mediaPipeline,
  noun: 'pipeline',
  listCommand: 'pipeline list',
};

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
  const answer = await askStatus(session, description);
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

export function describePipeline(
  session: Session,
  handle: WorkflowHandle<MediaPipelineWorkflow>,
): Promise<WorkflowExecutionDescription> {
  return describeWorkflow(session, handle.workflowId, PIPELINE);
}

async function askStatus(
  session: Session,
  description: WorkflowExecutionDescription,
): Promise<Answer<PipelineStatus>> {
  try {
    return await askWorkflow(session, description, { query: pipelineStatus, args: [] });
  } catch (error) {
    throw isNotFound(error) ? noSuchWorkflow(session, description.workflowId, PIPELINE) : error;
  }
}

/** What a closed run was waiting for when it was terminated is no longer waited for. */
function withoutWaits(picture: Picture): Picture {
  const stages = Object.fromEntries(
    Object.entries(picture.stages).map(([name, { wait: _wait, ...stage }]) => [name, stage]),
  ) as Picture['stages'];
  return { ...picture, stages };
}
