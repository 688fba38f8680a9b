import { sql, type AnyColumn, type SQL } from 'drizzle-orm';
import type { Page, PageRequest } from './ports/page.js';
import { decodeCursor, encodeCursor } from './cursor.js';

/** What a list is ordered by, newest first. The id breaks ties, so that no row is skipped or shown twice. */
export interface Newest {
  readonly list: string;
  readonly createdAt: AnyColumn;
  readonly id: AnyColumn;
}

/** The condition for rows behind a cursor; undefined for the first page. */
export function behind({ list, createdAt, id }: Newest, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const last = decodeCursor(list, cursor);
  return sql`(${createdAt}, ${id}) < (${last.at}, ${last.id})`;
}

/** `rows` were asked with one more than the limit: whether there is a next page is then known without another query. */
export function pageOf<T extends { readonly id: string; readonly createdAt: number }>(
  { list }: Pick<Newest, 'list'>,
  rows: readonly T[],
  { limit }: PageRequest,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || !last) return { items };
  return { items, nextCursor: encodeCursor(list, { at: last.createdAt, id: last.id }) };
}
