import { readBatch, readBatchEnding, type Execution } from '@org/media-control';
import type { ExitCode } from '../../exit-codes.js';
import { createView } from '../../follow/follow-view.js';
import { followWorkflow } from '../../follow/follow-workflow.js';
import type { TemporalTools } from '../../shell.js';
import { reportBatchEnd, reportBatchRunning } from '../report-batch.js';
import { batchShowing } from './batch-showing.js';

/** Follows a batch to its end and reports it. Ctrl-C detaches and says how to come back: it never cancels. */
export async function followBatch(
  { session, output, interrupted }: TemporalTools,
  execution: Execution,
): Promise<ExitCode> {
  const { workflowId } = execution;
  const reading = await followWorkflow(session, {
    workflowId,
    read: () => readBatch(session, workflowId),
    view: createView(output, batchShowing()),
    signal: interrupted,
  });
  if (!reading) return reportBatchRunning(output, execution);
  return reportBatchEnd(output, reading, await readBatchEnding(session, reading));
}
