import type { BatchFanOutInput } from '@org/media-contracts';
import { redriveId } from '../../pipeline/plan-redrive.js';
import type { ParentBatch, RedriveOutcome } from './parent-batch.js';

/** What a redrive of a batch is started with. */
export interface BatchRedrivePlan {
  readonly workflowId: string;
  readonly input: BatchFanOutInput;
  /** How many items are done again. */
  readonly items: number;
}

/** Plans a redrive; undefined when no item has one of the outcomes, so that there is nothing to redo. */
export function planBatchRedrive(
  parent: ParentBatch,
  only: readonly RedriveOutcome[],
  id?: string,
): BatchRedrivePlan | undefined {
  const items = only.reduce((sum, outcome) => sum + parent.counts[outcome], 0);
  if (items === 0) return undefined;
  const { of, lineage, planFolder, lastShard, unflushed, settings } = parent;
  const shard = lastShard === undefined ? {} : { lastShard };
  return {
    workflowId: id ?? redriveId(lineage.workflowId, of.workflowId),
    input: { redrive: { of, lineage, planFolder, ...shard, unflushed, only: [...only] }, settings },
    items,
  };
}
