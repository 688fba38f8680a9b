import { decodeText } from './decode-text.js';
import { NOT_UTF8, TOO_LONG, type ListEntry, type RawRecord } from './list-entry.js';

/** What each record is as JSON; white space alone is nothing. */
export function* jsonEntries(records: Iterable<RawRecord>): Generator<ListEntry> {
  for (const record of records) {
    const entry = jsonEntry(record);
    if (entry) yield entry;
  }
}

function jsonEntry({ line, bytes }: RawRecord): ListEntry | undefined {
  if (bytes === undefined) return { line, problem: TOO_LONG };
  const text = decodeText(bytes);
  if (text === undefined) return { line, problem: NOT_UTF8 };
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch (error) {
    return text.trim() === '' ? undefined : { line, problem: notJson(error) };
  }
}

/** The message of the parser quotes what it read, which may be a signature: only the place is taken from it. */
function notJson(error: unknown): string {
  const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const where = place === undefined ? '' : ` (at character ${Number(place) + 1})`;
  return `not JSON${where}: write one object per item, such as {"url": "https://…", "kind": "video"}`;
}
