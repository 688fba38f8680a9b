import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { ManifestOutcome } from '../manifest-entry.js';
import type { Recount } from './recount.js';

type CsvRecord = Readonly<Partial<Record<string, string>>>;

/** Compares the file of one outcome with `results.jsonl`: the same indices, ascending. Returns its rows. */
export async function checkOutcomeCsv(
  bytes: AsyncIterable<Uint8Array>,
  options: {
    readonly outcome: ManifestOutcome;
    readonly recount: Recount;
    readonly problem: (problem: string) => void;
  },
): Promise<number> {
  const { outcome, recount, problem } = options;
  let last = -1;
  let fitting = 0;
  const rows = await eachRecord(bytes, (record, row) => {
    const index = integerOf(record['index']);
    if (index === undefined) problem(`row ${row} has no index`);
    else if (index <= last) problem(`row ${row} has index ${index} after ${last}`);
    else if (!recount.has(index, outcome)) problem(`index ${index} did not end as ${outcome} in the results`);
    else fitting += 1;
    last = Math.max(last, index ?? last);
  });
  const missing = recount.linesWith(outcome) - fitting;
  if (missing > 0) problem(`${missing} indices that ended as ${outcome} in the results are missing`);
  return rows;
}

/** Notes the ranges of indices that never started. Returns how many there are. */
export async function checkRangesCsv(
  bytes: AsyncIterable<Uint8Array>,
  recount: Recount,
  problem: (problem: string) => void,
): Promise<number> {
  let last = -1;
  return eachRecord(bytes, (record, row) => {
    const from = integerOf(record['from']);
    const to = integerOf(record['to']);
    const repetitions = integerOf(record['repetitions']);
    if (from === undefined || to === undefined || repetitions === undefined || to < from) {
      problem(`row ${row} is no range`);
      return;
    }
    if (from <= last) problem(`row ${row} begins at ${from}, and the range before ends at ${last}`);
    last = Math.max(last, to);
    recount.addNotStarted({ from, to, repetitions });
  });
}

async function eachRecord(
  bytes: AsyncIterable<Uint8Array>,
  see: (record: CsvRecord, row: number) => void,
): Promise<number> {
  let row = 0;
  await pipeline(
    Readable.from(bytes),
    parse({ columns: true }),
    async (records: AsyncIterable<CsvRecord>): Promise<void> => {
      for await (const record of records) see(record, (row += 1));
    },
  );
  return row;
}

function integerOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
