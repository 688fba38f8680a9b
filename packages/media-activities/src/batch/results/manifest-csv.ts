import { stringify } from 'csv-stringify/sync';
import type { ManifestEntry, ManifestOutcome } from './manifest-entry.js';

type Field = string | number | undefined;

const COLUMNS = {
  index: (entry) => entry.index,
  line: (entry) => entry.line,
  id: (entry) => entry.id,
  kind: (entry) => entry.kind,
  url: (entry) => entry.url,
  remote_id: (entry) => entry.remoteId,
  output_url: (entry) => entry.outputUrl,
  duration_seconds: (entry) => entry.durationSeconds,
  size_bytes: (entry) => entry.sizeBytes,
  error_type: (entry) => entry.error?.type,
  error_message: (entry) => entry.error?.message,
  left_running: (entry) => entry.leftRunning?.toString(),
  generation: (entry) => entry.generation,
  started_at: (entry) => isoTime(entry.startedAt),
  ended_at: (entry) => isoTime(entry.endedAt),
  spend: (entry) => entry.spend,
  same_as: (entry) => entry.sameAs,
  reason: (entry) => entry.reason,
} satisfies Record<string, (entry: ManifestEntry) => Field>;

type Column = keyof typeof COLUMNS;

const ITEM = ['index', 'line', 'id', 'kind', 'url', 'remote_id'] as const;
const ERROR = ['error_type', 'error_message', 'left_running'] as const;
const COURSE = ['generation', 'started_at', 'ended_at', 'spend', 'same_as'] as const;

const COLUMNS_OF: Record<ManifestOutcome, readonly Column[]> = {
  succeeded: [...ITEM, 'output_url', 'duration_seconds', 'size_bytes', ...COURSE],
  failed: [...ITEM, ...ERROR, ...COURSE],
  cancelled: [...ITEM, ...ERROR, ...COURSE],
  invalid: ['index', 'line', 'id', 'url', 'reason'],
};

/** Indices that never started, both included. */
export interface IndexRange {
  readonly from: number;
  readonly to: number;
  /** How many of them repeat another line: they are counted apart. */
  readonly repetitions: number;
}

/** How rows of one kind become text. */
export interface RowFormat<Row> {
  /** The first line, if there is one. */
  readonly header: string;
  readonly format: (rows: readonly Row[]) => string;
}

export function outcomeCsv(outcome: ManifestOutcome): RowFormat<ManifestEntry> {
  const columns = COLUMNS_OF[outcome];
  return csv(columns, (entry) => columns.map((column) => COLUMNS[column](entry)));
}

export const RANGES_CSV: RowFormat<IndexRange> = csv(
  ['from', 'to', 'repetitions'],
  ({ from, to, repetitions }) => [from, to, repetitions],
);

export const JSON_LINES: RowFormat<ManifestEntry> = {
  header: '',
  format: (entries) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
};

/**
 * A spreadsheet takes a text that begins with = + - @ or a tab for a formula, and the texts are those of strangers:
 * such a one gets a leading apostrophe. Numbers stay as they are.
 */
function csv<Row>(columns: readonly string[], fields: (row: Row) => readonly Field[]): RowFormat<Row> {
  return {
    header: stringify([columns]),
    format: (rows) => stringify(rows.map(fields), { escape_formulas: true }),
  };
}

function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
