import type { BatchItemRow } from '@org/media-catalog';
import type { BatchRow, PlannedItem } from '@org/media-contracts';

/** An item that was read from the plan to be begun: it runs as soon as it has a lane. */
export function begunItem({ index, kind, line, id, url }: PlannedItem): BatchItemRow {
  return { index, state: 'running', kind, line, ...(id !== undefined && { itemId: id }), url };
}

/** An item whose result is durable. */
export function endedItem(row: BatchRow): BatchItemRow {
  const { index, kind, outcome, remoteId, outputUrl, pipeline, error, startedAt, endedAt } = row;
  return {
    ...{ index, state: outcome, kind, startedAt, endedAt },
    ...(remoteId !== undefined && { remoteId }),
    ...(outputUrl !== undefined && { outputUrl }),
    ...(pipeline && { pipelineId: pipeline.workflowId }),
    ...(error && { error }),
  };
}
