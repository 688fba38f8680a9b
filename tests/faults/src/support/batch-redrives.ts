import {
  batchSnapshot,
  WORKFLOWS,
  type BatchFanOutWorkflow,
  type BatchRedrive,
  type BatchSettings,
} from '@org/media-contracts';
import type { Stack } from '@org/tests-harness';
import type { BatchHandle } from './batches.ts';

/**
 * Starts the redrive of a batch that was terminated, as if everything in flight had been scheduled so long ago, and
 * nobody had ever learned the id of a task.
 */
export async function redriveAged(
  { client, taskQueue }: Stack,
  batch: BatchHandle,
  ageMs: number,
  settings: BatchSettings,
): Promise<BatchHandle> {
  const snapshot = await batch.query(batchSnapshot);
  if (!snapshot) throw new Error(`${batch.workflowId} ended before it had a plan`);
  const { runId } = await batch.describe();
  const of = { workflowId: batch.workflowId, runId };
  const redrive: BatchRedrive = {
    of,
    lineage: of,
    planFolder: snapshot.plan.folder,
    ...(snapshot.shard.key !== undefined && { lastShard: snapshot.shard.key }),
    unflushed: snapshot.unflushed.map(({ index, generation }) => {
      const operationId = `${of.workflowId}/${of.runId}/${index}`;
      return { index, inherited: { operation: { operationId, generation, startedAt: Date.now() - ageMs } } };
    }),
    only: ['failed', 'cancelled', 'notStarted'],
  };
  return client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
    taskQueue,
    workflowId: `${batch.workflowId}-redrive-1`,
    args: [{ redrive, settings }],
  });
}
