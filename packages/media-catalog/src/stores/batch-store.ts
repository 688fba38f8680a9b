import { and, asc, desc, eq, getTableColumns, gt, gte, isNull, lt, sum } from 'drizzle-orm';
import type { BatchItemRow, BatchItemState, BatchRow, BatchStore } from '../ports/batch.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { asking, type Connections } from '../database.js';
import { behind, pageOf, type Newest } from '../page-of.js';
import { insertBatches } from '../projection/write-resources.js';
import { batches, batchItems } from '../schema/resources.js';
import { withoutNulls } from '../without-nulls.js';

const ITEMS = 'items';
const NEWEST: Newest = { list: 'batches', createdAt: batches.createdAt, id: batches.id };

export function batchStore({ db }: Connections): BatchStore {
  const { eventSeq: _seq, openItems: _open, statusAt: _at, ...columns } = getTableColumns(batches);
  const select = () => db.select(columns).from(batches).$dynamic();
  return {
    insertStarted: (row) =>
      asking(async () => {
        await insertBatches(db, [row]);
      }),
    get: (tenantId, id) =>
      asking(async () => {
        const [row] = await select().where(and(eq(batches.tenantId, tenantId), eq(batches.id, id)));
        return row && (withoutNulls(row) satisfies BatchRow);
      }),
    list: (tenantId, filter) =>
      asking(async () => {
        const { state, createdAfter, createdBefore, cursor, limit } = filter;
        const rows = await select()
          .where(
            and(
              eq(batches.tenantId, tenantId),
              state === undefined ? undefined : eq(batches.state, state),
              createdAfter === undefined ? undefined : gte(batches.createdAt, createdAfter),
              createdBefore === undefined ? undefined : lt(batches.createdAt, createdBefore),
              behind(NEWEST, cursor),
            ),
          )
          .orderBy(desc(batches.createdAt), desc(batches.id))
          .limit(limit + 1);
        return pageOf(NEWEST, rows.map(withoutNulls), filter);
      }),
    listItems: (tenantId, batchId, { state, cursor, limit }) =>
      asking(async () => {
        const { tenantId: _tenant, batchId: _batch, ...shown } = getTableColumns(batchItems);
        const rows = await db
          .select(shown)
          .from(batchItems)
          .where(
            and(
              eq(batchItems.tenantId, tenantId),
              eq(batchItems.batchId, batchId),
              state === undefined ? undefined : eq(batchItems.state, state),
              cursor === undefined ? undefined : gt(batchItems.index, decodeCursor(ITEMS, cursor).at),
            ),
          )
          .orderBy(asc(batchItems.index))
          .limit(limit + 1);
        const items = rows.slice(0, limit).map(item);
        const last = items.at(-1);
        if (rows.length <= limit || !last) return { items };
        return { items, nextCursor: encodeCursor(ITEMS, { at: last.index, id: batchId }) };
      }),
    countQueuedItems: (tenantId, keyId) =>
      asking(async () => {
        const open = and(eq(batches.tenantId, tenantId), eq(batches.keyId, keyId), isNull(batches.closedAt));
        const [row] = await db
          .select({ items: sum(batches.openItems) })
          .from(batches)
          .where(open);
        return Number(row?.items ?? 0);
      }),
  };
}

function item({ state, ...row }: Omit<typeof batchItems.$inferSelect, 'tenantId' | 'batchId'>): BatchItemRow {
  return { ...withoutNulls(row), state: state as BatchItemState };
}
