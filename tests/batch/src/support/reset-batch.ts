import { randomUUID } from 'node:crypto';
import type { BatchFanOutWorkflow } from '@org/media-contracts';
import type { WorkflowHandle } from '@temporalio/client';
import type { Batch } from './batch-world.ts';
import { runsOf } from './runs-of.ts';

/** Resets the run of a batch that is the last one to one of its workflow tasks, counted from 0; resolves with the new run. */
export async function resetBatch(
  batch: Batch,
  { task }: { task: number },
): Promise<WorkflowHandle<BatchFanOutWorkflow>> {
  const last = (await runsOf(batch)).at(-1);
  const tasks = (last?.events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  const eventId = tasks[task]?.eventId;
  if (!last || !eventId) {
    throw new Error(`the run has ${tasks.length} workflow tasks, not one with number ${task}`);
  }
  const { runId } = await batch.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: batch.workflowId, runId: last.runId },
    workflowTaskFinishEventId: eventId,
    requestId: randomUUID(),
    reason: 'a test of resets',
  });
  return batch.client.getHandle<BatchFanOutWorkflow>(batch.workflowId, runId);
}
