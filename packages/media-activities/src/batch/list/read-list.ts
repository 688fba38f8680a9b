import type { BatchPlan, ListFormat } from '@org/media-contracts';
import { badInput } from '../../activity-error.js';
import { createCsvParser } from './csv-parser.js';
import { digested } from './digested.js';
import { gunzipped, isGzip } from './gunzipped.js';
import { createJsonArrayParser } from './json-array-parser.js';
import { createJsonLinesParser } from './json-lines-parser.js';
import type { ListEntry, ListParser, ListRow } from './list-entry.js';
import { listFormat } from './list-format.js';
import { peek } from './peek.js';

/** A list as it comes: JSON Lines, CSV with a header row or one JSON array; packed by gzip or not. */
export interface ListSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** File name, key or path of a URL: tells the format by its ending. */
  readonly name?: string | undefined;
  /** Told from the name and the first bytes when absent. */
  readonly format?: ListFormat | undefined;
}

/** Digest and size of the bytes as they came, before unpacking. */
export type ListFacts = BatchPlan['list'];

export interface ListReading {
  /**
   * Some rows at a time, in their order, which are read to their end before more are asked for. Can be read once; memory
   * does not depend on the length of the list.
   */
  readonly rows: AsyncGenerator<Iterable<ListRow>, void, undefined>;
  /** Known when the rows have been read to their end. */
  readonly facts: () => ListFacts;
}

const PARSERS: Record<ListFormat, () => ListParser> = {
  jsonl: createJsonLinesParser,
  csv: createCsvParser,
  json: createJsonArrayParser,
};

/** Enough to see beyond the white space that a list may begin with. */
const MAX_HEAD_BYTES = 64 * 1024;

/**
 * Reads a list. A line that cannot be read is a row with a `problem`; a list whose lines would be lost or guessed at
 * (cut off, another delimiter, no header) throws `BadInput` that says what to change, as does one without any row.
 */
export function readList({ bytes, name = '', format: given }: ListSource): ListReading {
  const source = digested(bytes);
  let facts: ListFacts | undefined;

  async function* rows(): AsyncGenerator<Iterable<ListRow>, void, undefined> {
    const raw = await peek(source.bytes, (head) => head.byteLength >= 2);
    const plain = await peek(isGzip(raw.head) ? gunzipped(raw.all) : raw.all, showsBeginning);
    refuseUtf16(plain.head);
    const format = given ?? listFormat(name, plain.head[beginningOf(plain.head)]);
    let total = 0;
    function* numbered(entries: Iterable<ListEntry>): Generator<ListRow> {
      for (const entry of entries) yield { ...entry, index: total++ };
    }
    for await (const entries of entriesOf(PARSERS[format](), withoutBom(plain.all))) yield numbered(entries);
    if (total === 0) throw badInput('the list is empty: it needs at least one item');
    facts = { ...source.facts(), format };
  }

  async function* closing(): AsyncGenerator<Iterable<ListRow>, void, undefined> {
    try {
      yield* rows();
    } finally {
      // A stalled source may never answer, so its clean-up is started and not awaited.
      source.bytes.return().catch(() => undefined);
    }
  }

  return {
    rows: closing(),
    facts: () => {
      if (!facts) throw new Error('the facts of a list are known when all of its rows have been read');
      return facts;
    },
  };
}

async function* entriesOf(
  parser: ListParser,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Iterable<ListEntry>, void, undefined> {
  for await (const chunk of bytes) yield parser.push(chunk);
  yield parser.end();
}

function hasBom(head: Uint8Array): boolean {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
}

/** Index of the first byte that is neither part of the byte order mark nor white space. */
function beginningOf(head: Uint8Array): number {
  const from = hasBom(head) ? 3 : 0;
  const at = head.subarray(from).findIndex((byte) => byte > 0x20);
  return at === -1 ? head.byteLength : from + at;
}

function showsBeginning(head: Uint8Array): boolean {
  return head.byteLength >= 3 && (beginningOf(head) < head.byteLength || head.byteLength >= MAX_HEAD_BYTES);
}

/** The first chunk holds at least the whole mark: so much was peeked. */
async function* withoutBom(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of bytes) {
    yield isFirst && hasBom(chunk) ? chunk.subarray(3) : chunk;
    isFirst = false;
  }
}

function refuseUtf16(head: Uint8Array): void {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16) throw badInput('the list is UTF-16: save it as UTF-8');
}
