import type { IndexColumn, PgInsertValue, PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from './save-updates.js';
import { excluded } from './write-resources.js';

/** PostgreSQL takes 65,535 parameters in a statement, and a row has fewer than 20. */
const ROWS_PER_STATEMENT = 2_000;

export async function upsert<T extends PgTable>(
  tx: Transaction,
  table: T,
  { rows, target }: { rows: readonly PgInsertValue<T>[]; target: IndexColumn[] },
): Promise<void> {
  for (const chunk of chunks(rows)) {
    await tx
      .insert(table)
      .values(chunk)
      .onConflictDoUpdate({ target, set: excluded(table) });
  }
}

/** Rows that are there stay as they are. */
export async function insertNew<T extends PgTable>(
  tx: Transaction,
  table: T,
  rows: readonly PgInsertValue<T>[],
): Promise<void> {
  for (const chunk of chunks(rows)) await tx.insert(table).values(chunk).onConflictDoNothing();
}

export function chunks<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / ROWS_PER_STATEMENT);
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * ROWS_PER_STATEMENT, (index + 1) * ROWS_PER_STATEMENT),
  );
}
