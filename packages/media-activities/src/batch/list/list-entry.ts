/** A longer line, row or element is refused unread. An item may have 8 KiB; the rest is room for quoting and spaces. */
export const MAX_RECORD_BYTES = 64 * 1024;

/** What stands at one place of a list, before anybody asked whether it is an item. */
export type ListEntry = { readonly line: number } & (
  { readonly value: unknown } | { readonly problem: string }
);

/** An entry and its position among all entries, from 0. Blank lines have none. */
export type ListRow = ListEntry & { readonly index: number };

/**
 * Turns the bytes of a list into entries as they come. Holds one record at most, and makes each entry when it is asked
 * for: what `push` returned is read to its end before the next `push`.
 * Throws `BadInput` when the rest of the list could only be guessed at: no line is lost silently.
 */
export interface ListParser {
  readonly push: (chunk: Uint8Array) => Iterable<ListEntry>;
  readonly end: () => Iterable<ListEntry>;
}

/** The bytes of one line, row or element. */
export interface RawRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Where it ends: another line than it began in when it contains line breaks. */
  readonly lastLine: number;
  /** Absent when there were more than {@link MAX_RECORD_BYTES}. */
  readonly bytes: Uint8Array | undefined;
}

export const TOO_LONG = `longer than ${MAX_RECORD_BYTES} bytes: shorten it, an item may have 8192`;
export const NOT_UTF8 = 'not valid UTF-8: save the list as UTF-8';
