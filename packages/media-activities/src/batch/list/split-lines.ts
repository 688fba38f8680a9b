import type { RawRecord } from './list-entry.js';
import { createRecordBuffer } from './record-buffer.js';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

export interface LineSplitter {
  /** Read to its end before the next `push`. */
  readonly push: (chunk: Uint8Array) => Iterable<RawRecord>;
  /** The last record, when the list does not end in a line break. */
  readonly end: () => { readonly record?: RawRecord; readonly quoteIsOpen: boolean };
}

/**
 * Cuts bytes at line breaks. With `quoted`, a line break after an odd number of quotation marks belongs to the record,
 * as in CSV. Knows no more of quoting than that, so that a broken row costs as few of its neighbours as can be.
 */
export function createLineSplitter({ quoted }: { readonly quoted: boolean }): LineSplitter {
  const buffer = createRecordBuffer();
  let first = 1;
  let line = 1;
  let quoteIsOpen = false;

  function add(piece: Uint8Array): void {
    if (quoted && hasOddQuotes(piece)) quoteIsOpen = !quoteIsOpen;
    buffer.add(piece);
  }

  function taken(): RawRecord {
    return { line: first, lastLine: line, bytes: buffer.take() };
  }

  return {
    *push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
        add(chunk.subarray(from, at));
        if (quoteIsOpen) buffer.add(chunk.subarray(at, at + 1));
        else yield taken();
        line += 1;
        if (!quoteIsOpen) first = line;
        from = at + 1;
      }
      add(chunk.subarray(from));
    },
    end: () => ({ ...(!buffer.isEmpty() && { record: taken() }), quoteIsOpen }),
  };
}

function hasOddQuotes(bytes: Uint8Array): boolean {
  let odd = false;
  for (let at = bytes.indexOf(QUOTE); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) odd = !odd;
  return odd;
}
