import { batchStatus, type BatchFanOutWorkflow } from '@org/media-contracts';
import type { Client } from '@temporalio/client';
import type { AskBatch } from './batch-watch.js';

/** A worker may have to replay the batch first. In ms. */
const LIMIT_MS = 5_000;

export function createAskBatch(client: Client): AskBatch {
  return (workflowId, signal) =>
    client.withAbortSignal(signal, () =>
      client.withDeadline(Date.now() + LIMIT_MS, () =>
        client.workflow.getHandle<BatchFanOutWorkflow>(workflowId).query(batchStatus),
      ),
    );
}
