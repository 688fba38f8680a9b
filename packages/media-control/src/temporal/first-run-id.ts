import type { WorkflowExecutionDescription } from '@temporalio/client';

/** The run that a workflow began with: the folder of a batch and the names of its operations are made of it. */
export function firstRunId({ raw, runId }: Pick<WorkflowExecutionDescription, 'raw' | 'runId'>): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}
