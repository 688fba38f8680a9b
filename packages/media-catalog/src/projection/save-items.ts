import { sql } from 'drizzle-orm';
import type { BatchItemRow } from '../catalog.js';
import { batchItems } from '../schema/resources.js';
import type { Transaction } from './save-updates.js';
import { chunks, insertNew } from './write-rows.js';
import { excluded } from './write-resources.js';

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
  const { line, itemId, url } = batchItems;
  for (const chunk of chunks([...ended.values()])) {
    await tx
      .insert(batchItems)
      .values(chunk)
      .onConflictDoUpdate({
        target: [batchItems.batchId, batchItems.index],
        set: { ...excluded(batchItems), line: sql`${line}`, itemId: sql`${itemId}`, url: sql`${url}` },
      });
  }
}
