import { dateTime } from '@org/media-control';
import { InvalidArgumentError, type Command } from 'commander';
import { defined } from '../defined.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { ApiTools } from './api-command.js';

/** The API gives at most so many at once. */
const PAGE = 200;

export interface ListFlags {
  readonly json?: boolean;
  readonly limit: number;
  readonly running?: boolean;
  readonly state?: string;
}

/** What the rows of all lists may have. */
interface Row {
  readonly state: string;
  readonly id?: string;
  readonly index?: number;
  readonly kind?: string;
  readonly source?: string;
  readonly url?: string;
  readonly createdAt?: number;
  readonly error?: { readonly message: string };
}

export function addListOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'at most so many (default 50)', positiveInteger, 50)
    .option('--running', 'only those that are not finished');
}

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly state?: string;
}

export interface PagedList {
  /** What its rows are, in the plural. */
  readonly name: string;
  readonly read: (
    query: PageQuery,
  ) => Promise<{ readonly data?: { readonly items: readonly Row[]; readonly nextCursor?: string } }>;
}

/** Prints a list, asked for page by page. */
export async function listPages(
  { output }: ApiTools,
  { name, read }: PagedList,
  { limit, running = false, state = running ? 'running' : undefined }: ListFlags,
): Promise<ExitCode> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: Math.min(PAGE, limit - rows.length), ...defined({ state, cursor }) };
    const { data } = await read(page);
    rows.push(...(data?.items ?? []));
    cursor = data?.nextCursor;
  } while (cursor !== undefined && rows.length < limit);
  for (const row of rows) output.say(rowText(row));
  if (rows.length === 0) output.note(`No ${name}.`);
  if (cursor !== undefined) output.note(`Only ${limit} are shown; see more with --limit.`);
  output.answer({ [name]: rows, more: cursor !== undefined });
  return EXIT.ok;
}

/** The columns that a row has: of a pipeline, a batch or an item. */
function rowText({ state, createdAt, index, id, kind, source, url, error }: Row): string {
  const at = createdAt === undefined ? undefined : dateTime(createdAt);
  const columns = [state.padEnd(10), at, index?.toString(), id, kind, source ?? url, error?.message];
  return columns.filter((column) => column !== undefined).join('  ');
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
}
