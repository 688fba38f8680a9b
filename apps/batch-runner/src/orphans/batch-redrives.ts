import { WORKFLOWS } from '@org/media-contracts';
import { BATCH_MEMO } from '@org/media-control';
import type { Session } from '../temporal/session.js';

/** The redrives of batches, whatever their names, by the first batch of their line. */
type BatchRedrives = ReadonlyMap<string, readonly string[]>;

/** Reads them from the lists of Temporal, which lag behind starts for a moment. */
export async function readBatchRedrives(session: Session): Promise<BatchRedrives> {
  const query = `WorkflowType = '${WORKFLOWS.batchFanOut}' AND ExecutionStatus != 'ContinuedAsNew'`;
  return session.rpc(async () => {
    const redrives = new Map<string, string[]>();
    for await (const { workflowId, memo } of session.client.workflow.list({ query })) {
      const root = memo?.[BATCH_MEMO.root];
      if (typeof root !== 'string') continue;
      redrives.set(root, [...(redrives.get(root) ?? []), workflowId]);
    }
    return redrives;
  });
}
