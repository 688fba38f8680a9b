import type { WorkflowExecutionDescription } from '@temporalio/client';
import { ControlError } from '../control-error.js';
import type { Step } from '../directions.js';
import { isNotFound } from './rpc-error.js';
import type { TemporalSession } from './temporal-session.js';

/** How to speak of a type of workflow. */
export interface WorkflowSort {
  /** The workflow's type, for example `batchFanOut`. */
  readonly type: string;
  /** What people call it. */
  readonly noun: string;
  /** How to see which there are. */
  readonly list: Step;
}

/** The latest run of a workflow. Rejects with `notFound` when there is none of that type. */
export async function describeWorkflow(
  session: TemporalSession,
  workflowId: string,
  sort: WorkflowSort,
): Promise<WorkflowExecutionDescription> {
  const description = await session
    .rpc(() => session.client.workflow.getHandle(workflowId).describe())
    .catch((error: unknown) => {
      throw isNotFound(error) ? noSuchWorkflow(session, workflowId, sort) : error;
    });
  if (description.type === sort.type) return description;
  throw new ControlError(
    'notFound',
    `${workflowId} is a workflow of type ${description.type}, not a ${sort.type}.`,
  );
}

export function noSuchWorkflow(
  session: TemporalSession,
  workflowId: string,
  sort: WorkflowSort,
): ControlError {
  return new ControlError(
    'notFound',
    `There is no ${sort.noun} ${workflowId} in namespace ${session.namespace}.`,
    {
      facts: { workflowId },
      advice: (how) =>
        `It may have been deleted, or its retention is over; "${how(sort.list)}" shows what there is.`,
    },
  );
}
