import { pipelineStatus, WORKFLOWS, type PipelineStatus } from '@org/media-contracts';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { askWorkflow, type Answer } from '../temporal/ask-workflow.js';
import { describeWorkflow, noSuchWorkflow, type WorkflowSort } from '../temporal/describe-workflow.js';
import { decodePendingActivities } from '../temporal/pending-activity.js';
import { isNotFound } from '../temporal/rpc-error.js';
import { runState, type RunState } from '../temporal/run-state.js';
import { nowOf, type TemporalSession } from '../temporal/temporal-session.js';
import { mergePicture, type Picture } from './merge-picture.js';

const PIPELINE: WorkflowSort = {
  type: WORKFLOWS.mediaPipeline,
  noun: 'pipeline',
  list: { do: 'listPipelines' },
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

/** Rejects with `notFound` when there is no such pipeline; errors of the connection come as the SDK throws them. */
export async function readPipeline(session: TemporalSession, workflowId: string): Promise<PipelineReading> {
  const description = await describePipeline(session, workflowId);
  const pending = await decodePendingActivities(session.client, description);
  const state = runState(description.status.name);
  const answer = await askStatus(session, description);
  const picture = mergePicture(answer.status, pending, nowOf(session));
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

/** What Temporal says of the latest run. */
export function describePipeline(
  session: TemporalSession,
  workflowId: string,
): Promise<WorkflowExecutionDescription> {
  return describeWorkflow(session, workflowId, PIPELINE);
}

async function askStatus(
  session: TemporalSession,
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
