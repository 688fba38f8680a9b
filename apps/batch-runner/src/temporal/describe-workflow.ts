import type { WorkflowExecutionDescription } from '@temporalio/client';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { isNotFound } from './rpc-error.js';
import type { Session } from './session.js';

/** How to speak of a type of workflow. */
export interface WorkflowSort {
  /** The workflow's type, for example `batchFanOut`. */
  readonly type: string;
  /** What people call it. */
  readonly noun: string;
  /** The command that lists them. */
  readonly listCommand: string;
}

/** The latest run of a workflow. Throws a `CliError` with exit code 4 when there is none of that type. */
export async function describeWorkflow(
  session: Session,
  workflowId: string,
  sort: WorkflowSort,
): Promise<WorkflowExecutionDescription> {
  const description = await session
    .rpc(() => session.client.workflow.getHandle(workflowId).describe())
    .catch((error: unknown) => {
      throw isNotFound(error) ? noSuchWorkflow(session, workflowId, sort) : error;
    });
  if (description.type === sort.type) return description;
  throw new CliError(
    `${workflowId} is a workflow of type ${description.type}, not a ${sort.type}.`,
    EXIT.notFound,
  );
}

export function noSuchWorkflow(session: Session, workflowId: string, sort: WorkflowSort): CliError {
  return new CliError(
    `There is no ${sort.noun} ${workflowId} in namespace ${session.namespace}. ` +
      `It may have been deleted, or its retention is over; "batch-runner ${sort.listCommand}" shows what there is.`,
    EXIT.notFound,
    { workflowId },
  );
}
