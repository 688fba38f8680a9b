import type { BatchItemRow, BatchRow } from '@org/media-catalog';
import type { ListedItem } from './batch-schemas.js';

/** Nobody goes on with what still runs in a batch that has ended. */
export function listedItem(
  { itemId, state, ...row }: BatchItemRow,
  { closedAt }: Pick<BatchRow, 'closedAt'>,
): ListedItem {
  const isLeft = state === 'running' && closedAt !== undefined;
  return { ...row, ...(itemId !== undefined && { id: itemId }), state: isLeft ? 'unfinished' : state };
}
