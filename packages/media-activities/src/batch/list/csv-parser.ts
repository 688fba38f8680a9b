import { badInput } from '../../activity-error.js';
import { csvCells } from './csv-cells.js';
import { csvColumns, csvValue, type CsvColumn } from './csv-columns.js';
import { decodeText } from './decode-text.js';
import { NOT_UTF8, TOO_LONG, type ListEntry, type ListParser, type RawRecord } from './list-entry.js';
import { createLineSplitter } from './split-lines.js';

/** Rows under a header that names the columns. */
export function createCsvParser(): ListParser {
  const splitter = createLineSplitter({ quoted: true });
  let columns: readonly CsvColumn[] | undefined;

  function entryOf(record: RawRecord): ListEntry | undefined {
    const read = cellsOf(record);
    if (read === undefined) return undefined;
    if (columns) {
      const outcome = 'problem' in read ? read : csvValue(columns, read.cells);
      return { line: record.line, ...outcome };
    }
    if ('problem' in read) throw badInput(`the header in line ${record.line} is ${read.problem}`);
    columns = csvColumns(read.cells);
    return undefined;
  }

  function* entriesOf(records: Iterable<RawRecord>): Generator<ListEntry> {
    for (const record of records) {
      const entry = entryOf(record);
      if (entry) yield entry;
    }
  }

  return {
    push: (chunk) => entriesOf(splitter.push(chunk)),
    end: () => {
      const { record, quoteIsOpen } = splitter.end();
      if (record && quoteIsOpen) throw lostRows(record, 'is never closed');
      return entriesOf(record ? [record] : []);
    },
  };
}

/** Undefined for a blank line. */
function cellsOf(record: RawRecord): { readonly cells: string[] } | { readonly problem: string } | undefined {
  const isOneLine = record.lastLine === record.line;
  if (record.bytes === undefined) {
    if (!isOneLine) throw lostRows(record, `is not closed before line ${record.lastLine}`);
    return { problem: TOO_LONG };
  }
  const text = decodeText(record.bytes);
  // Quoting is looked at even where the letters cannot be told: it decides whether rows were swallowed.
  const row = (text ?? Buffer.from(record.bytes).toString('latin1')).replace(/\r$/, '');
  if (row.trim() === '') return undefined;
  const cells = csvCells(row);
  if (!cells && !isOneLine) throw lostRows(record, `ends in line ${record.lastLine} where no cell ends`);
  if (text === undefined) return { problem: NOT_UTF8 };
  if (cells) return { cells };
  return {
    problem: 'broken in its quoting: put " around a cell with a comma or quote, and double each " inside',
  };
}

/** A quotation mark too many makes one row of several: which items they were is not known. */
function lostRows({ line }: RawRecord, how: string): Error {
  return badInput(
    `the CSV has a quoted cell that begins in line ${line} and ${how}: close it, and double each " inside a cell`,
  );
}
