import type { BatchItemRow } from '../ports/batch.js';
import { batchItems } from '../schema/resources.js';
import type { Transaction } from './save-updates.js';
import { insertNew, upsert } from './write-rows.js';

export interface NewItems {
  readonly batchId: string;
  readonly tenantId: string;
  readonly items: readonly BatchItemRow[];
}

/** What the list says of an item is known from when it began, and is kept when it ends. */
export async function saveItems(tx: Transaction, all: readonly NewItems[]): Promise<void> {
  const rows = all.flatMap(({ batchId, tenantId, items }) =>
    items.map((item) => ({ ...item, batchId, tenantId })),
  );
  await insertNew(
    tx,
    batchItems,
    rows.filter(({ state }) => state === 'running'),
  );
  // A statement cannot write one row twice.
  const ended = new Map(
    rows
      .filter(({ state }) => state !== 'running')
      .map((row) => [JSON.stringify([row.batchId, row.index]), row]),
  );
  const { batchId, index, line, itemId, url } = batchItems;
  await upsert(tx, batchItems, {
    rows: [...ended.values()],
    target: [batchId, index],
    keep: [line, itemId, url],
  });
}
