import {
  WORKFLOWS,
  type BatchFanOutWorkflow,
  type BatchItem,
  type BatchResult,
  type BatchSettings,
} from '@org/media-contracts';
import type { Stack } from '@org/tests-harness';
import { ApplicationFailure, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';

export type BatchHandle = WorkflowHandle<BatchFanOutWorkflow>;

/** A worker's death and a cancellation are learned of with heartbeats, so those come often; generations follow at once. */
const SETTINGS: BatchSettings = {
  concurrency: { total: 10 },
  heartbeatTimeoutMs: 2_000,
  policy: { generations: 3, backoffMs: 10 },
};

/** Items over sources that no other test asks for, of two kinds, since each kind has a cursor of its own. */
export function itemsOf(name: string, count: number): BatchItem[] {
  return Array.from({ length: count }, (_, index) => ({
    url: `https://media.test/${name}/${index}.mp4`,
    kind: index % 4 === 3 ? 'image' : 'video',
  }));
}

/** Starts a batch of a few items, which are part of its input. */
export function startBatch(
  { client, taskQueue }: Stack,
  workflowId: string,
  items: BatchItem[],
  settings: BatchSettings = {},
): Promise<BatchHandle> {
  const policy = { ...SETTINGS.policy, ...settings.policy };
  return client.workflow.start<BatchFanOutWorkflow>(WORKFLOWS.batchFanOut, {
    taskQueue,
    workflowId,
    args: [{ list: { items }, settings: { ...SETTINGS, ...settings, policy } }],
  });
}

/** How a batch ended that wrote a manifest: by itself, or past what it tolerates. */
export async function endOf(handle: BatchHandle): Promise<BatchResult> {
  try {
    return await handle.result();
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    if (cause instanceof ApplicationFailure && cause.type === 'BatchStopped') {
      return cause.details?.[0] as BatchResult;
    }
    throw error;
  }
}
