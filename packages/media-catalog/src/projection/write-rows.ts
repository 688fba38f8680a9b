import { getTableColumns, getTableName, sql, type SQL } from 'drizzle-orm';
import type { PgColumn, PgInsertValue, PgTable } from 'drizzle-orm/pg-core';
import type { Transaction } from './save-updates.js';

/** What one parameter holds: some MB at most, however large the inputs and outputs of activities are. */
const ROWS_PER_STATEMENT = 2_000;
/** What JSON can say and PostgreSQL cannot keep: NUL, and halves of characters. */
const UNKEEPABLE = /\\u(?:0000|d[89a-f])/i;

export interface Upsert<T extends PgTable> {
  /** Each of them once. */
  readonly rows: readonly PgInsertValue<T>[];
  /** Its primary key. */
  readonly target: readonly PgColumn[];
  /** Stay as they are in a row that is there. */
  readonly keep?: readonly PgColumn[];
}

/** Rows that are there become what these say. */
export async function upsert<T extends PgTable>(
  tx: Transaction,
  table: T,
  { rows, target, keep = [] }: Upsert<T>,
): Promise<void> {
  const fixed = new Set([...target, ...keep].map(({ name }) => name));
  const replaced = columnsOf(table).filter(({ name }) => !fixed.has(name));
  const set = replaced.map(({ name }) => `"${name}" = excluded."${name}"`).join(', ');
  const onConflict = sql.raw(`(${namesOf(target)}) do update set ${set}`);
  for (const chunk of chunks(rows)) await insert(tx, table, chunk, onConflict);
}

/** Rows that are there stay as they are. */
export async function insertNew<T extends PgTable>(
  tx: Transaction,
  table: T,
  rows: readonly PgInsertValue<T>[],
): Promise<void> {
  for (const chunk of chunks(rows)) await insert(tx, table, chunk, sql`do nothing`);
}

/**
 * All rows as one parameter: a list of thousands of parameters costs us and PostgreSQL several times as much as the rows
 * themselves. For tables whose values are what JSON has; a column without a value becomes null.
 */
async function insert<T extends PgTable>(
  tx: Transaction,
  table: T,
  rows: readonly PgInsertValue<T>[],
  onConflict: SQL,
): Promise<void> {
  const names = sql.raw(namesOf(columnsOf(table)));
  const name = sql.identifier(getTableName(table));
  await tx.execute(sql`
    insert into ${name} (${names})
    select ${names} from json_populate_recordset(null::${name}, ${rowsAsJson(table, rows)}::json)
    on conflict ${onConflict}`);
}

function rowsAsJson<T extends PgTable>(table: T, rows: readonly PgInsertValue<T>[]): string {
  const columns = Object.entries(getTableColumns(table)).map(([field, { name }]) => [field, name] as const);
  const named = rows.map((row) => {
    const values = row as Record<string, unknown>;
    return Object.fromEntries(columns.map(([field, name]) => [name, values[field]]));
  });
  const json = JSON.stringify(named);
  return UNKEEPABLE.test(json) ? JSON.stringify(named, keepable) : json;
}

/** In names too: a row that cannot be written would be tried for ever. */
function keepable(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return keepableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [keepableText(name), field]));
}

function keepableText(text: string): string {
  // UTF-8 has no halves of characters.
  return Buffer.from(text).toString().replaceAll('\0', '\ufffd');
}

function columnsOf(table: PgTable): PgColumn[] {
  return Object.values(getTableColumns(table));
}

function namesOf(columns: readonly PgColumn[]): string {
  return columns.map(({ name }) => `"${name}"`).join(', ');
}

function chunks<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / ROWS_PER_STATEMENT);
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * ROWS_PER_STATEMENT, (index + 1) * ROWS_PER_STATEMENT),
  );
}
