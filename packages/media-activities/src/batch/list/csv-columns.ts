import { badInput } from '../../activity-error.js';
import { redactUrls } from '../../redact-url.js';

const FIELDS = ['url', 'kind', 'id', 'options', 'metadata'] as const;
const GROUPS = ['options', 'metadata'] as const;

type Group = (typeof GROUPS)[number];

/** Where the cells of a column go. */
export type CsvColumn =
  { readonly field: (typeof FIELDS)[number] } | { readonly group: Group; readonly key: string };

const ALLOWED = `${FIELDS.join(', ')}, options.<name>, metadata.<name>`;

/** Reads the header row; throws `BadInput` when rows could not be understood by it. */
export function csvColumns(names: readonly string[]): CsvColumn[] {
  const trimmed = names.map((name) => name.trim());
  // A list without a header has its first row here, signatures and all.
  const found = redactUrls(trimmed.map((name) => `"${name}"`).join(', ')).slice(0, 300);
  for (const needed of ['url', 'kind']) {
    if (!trimmed.includes(needed)) {
      throw badInput(
        `the CSV has no column "${needed}", only ${found}. Its first line must name the columns (${ALLOWED}), and the delimiter must be a comma`,
      );
    }
  }
  const doubled = trimmed.find((name, at) => trimmed.indexOf(name) !== at);
  if (doubled !== undefined)
    throw badInput(`the CSV has two columns ${redactUrls(`"${doubled}"`)}: keep one`);
  return trimmed.map((name) => columnOf(name) ?? unknownColumn(name));
}

function columnOf(name: string): CsvColumn | undefined {
  const field = FIELDS.find((known) => known === name);
  if (field) return { field };
  const group = GROUPS.find((known) => name.startsWith(`${known}.`));
  return group && name.length > group.length + 1 ? { group, key: name.slice(group.length + 1) } : undefined;
}

function unknownColumn(name: string): never {
  const shown = redactUrls(`"${name}"`).slice(0, 100);
  throw badInput(
    `the CSV has a column ${shown} that means nothing here: rename or remove it. Known: ${ALLOWED}`,
  );
}

/** The item that a row of cells describes; empty cells are left out. */
export function csvValue(
  columns: readonly CsvColumn[],
  cells: readonly string[],
): { readonly value: unknown } | { readonly problem: string } {
  if (cells.length !== columns.length) {
    return {
      problem: `${cells.length} cells where the header has ${columns.length}: put " around a cell with a comma in it`,
    };
  }
  const fields = new Map<string, unknown>();
  const groups: Record<Group, [string, unknown][]> = { options: [], metadata: [] };
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? '';
    if (cell === '') continue;
    if ('group' in column) groups[column.group].push([column.key, cellValue(column.group, cell)]);
    else if (column.field === 'options' || column.field === 'metadata') {
      const entries = jsonEntries(cell);
      if (!entries)
        return { problem: `${column.field}: not a JSON object, such as {""width"": 640} in quotes` };
      groups[column.field].unshift(...entries);
    } else fields.set(column.field, cell);
  }
  for (const group of GROUPS) {
    if (groups[group].length > 0) fields.set(group, Object.fromEntries(groups[group]));
  }
  return { value: Object.fromEntries(fields) };
}

/** Metadata are texts whatever they look like. */
function cellValue(group: Group, cell: string): unknown {
  if (group === 'metadata') return cell;
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(cell) ? Number(cell) : cell;
}

function jsonEntries(cell: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(cell);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.entries(value);
  } catch {
    return undefined;
  }
}
