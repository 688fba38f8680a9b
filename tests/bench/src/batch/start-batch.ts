import { WORKFLOWS, type BatchFanOutWorkflow, type BatchSettings } from '@org/media-contracts';
import { createDirectoryStore } from '@org/media-storage';
import type { Stack } from '@org/tests-harness';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';

export interface BatchLoad {
  readonly name: string;
  readonly items: number;
  readonly settings: BatchSettings;
}

export type RunningBatch = WorkflowHandleWithFirstExecutionRunId<BatchFanOutWorkflow>;

/** Starts a batch of videos that nothing else asks for, from a list in the stack's store. */
export async function startBatch(stack: Stack, { name, items, settings }: BatchLoad): Promise<RunningBatch> {
  const key = `lists/${name}.jsonl`;
  const lines = Array.from({ length: items }, (_, index) =>
    JSON.stringify({ url: `https://media.test/${name}/${index}.mp4`, kind: 'video' }),
  );
  await createDirectoryStore({ root: stack.storeDir }).put(key, lines.join('\n'));
  return stack.client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
    taskQueue: stack.taskQueue,
    workflowId: name,
    args: [{ list: { key }, settings }],
  });
}
