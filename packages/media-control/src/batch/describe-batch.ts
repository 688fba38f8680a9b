import { WORKFLOWS } from '@org/media-contracts';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { describeWorkflow, type WorkflowSort } from '../temporal/describe-workflow.js';
import type { TemporalSession } from '../temporal/temporal-session.js';

export const BATCH: WorkflowSort = {
  type: WORKFLOWS.batchFanOut,
  noun: 'batch',
  list: { do: 'listBatches' },
};

/** The latest run of a batch: a batch hands over to a new run now and then. */
export function describeBatch(
  session: TemporalSession,
  workflowId: string,
): Promise<WorkflowExecutionDescription> {
  return describeWorkflow(session, workflowId, BATCH);
}
