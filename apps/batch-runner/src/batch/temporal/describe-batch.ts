import { WORKFLOWS } from '@org/media-contracts';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { describeWorkflow, type WorkflowSort } from '../../temporal/describe-workflow.js';
import type { Session } from '../../temporal/session.js';

export const BATCH: WorkflowSort = { type: WORKFLOWS.batchFanOut, noun: 'batch', listCommand: 'list' };

/** The latest run of a batch: a batch hands over to a new run now and then. */
export function describeBatch(session: Session, workflowId: string): Promise<WorkflowExecutionDescription> {
  return describeWorkflow(session, workflowId, BATCH);
}

/** The run that a batch began with: its folder in the store and the names of its operations are made of it. */
export function firstRunId({ raw, runId }: WorkflowExecutionDescription): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}
