import type { IttybitActivities } from '@org/media-contracts';
import { ActivityCancellationType, continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';

export interface BarrierInput {
  readonly remoteTaskQueue: string;
  /** Item `i` has the source `<urlPrefix>/<i>.mp4`. */
  readonly urlPrefix: string;
  readonly items: number;
  readonly lanes: number;
  readonly heartbeatTimeoutMs: number;
  /** The first item of this run. */
  readonly next?: number;
}

/** Items per run. */
const CHUNK = 200;

/**
 * What a batch is compared with: lanes that take the next item as soon as they are free, but only within a chunk, which
 * has to be finished before the next run begins. It carries neither list nor results, which favours it.
 */
export async function barrierFanOut(input: BarrierInput): Promise<void> {
  const { items, lanes, urlPrefix, heartbeatTimeoutMs, next = 0 } = input;
  const { workflowId, firstExecutionRunId: runId } = workflowInfo();
  const { processFile } = proxyActivities<IttybitActivities>({
    taskQueue: input.remoteTaskQueue,
    startToCloseTimeout: '15m',
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  });
  const end = Math.min(items, next + CHUNK);
  let cursor = next;

  async function lane(): Promise<void> {
    while (cursor < end) {
      const index = cursor++;
      await processFile({
        operation: {
          operationId: `${workflowId}/${runId}/${index}`,
          generation: 1,
          startedAt: Date.now(),
        },
        account: 'default',
        kind: 'video',
        input: `${urlPrefix}/${index}.mp4`,
        options: {},
        lineage: { workflowId, runId },
      });
    }
  }

  await Promise.all(Array.from({ length: lanes }, lane));
  if (end < items) await continueAsNew<typeof barrierFanOut>({ ...input, next: end });
}
