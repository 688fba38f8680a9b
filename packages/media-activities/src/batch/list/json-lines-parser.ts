import { jsonEntry } from './json-entry.js';
import type { ListParser } from './list-entry.js';
import { createLineSplitter } from './split-lines.js';

/** One JSON object per line. */
export function createJsonLinesParser(): ListParser {
  const splitter = createLineSplitter({ quoted: false });
  return {
    push: (chunk) => splitter.push(chunk).flatMap((record) => jsonEntry(record) ?? []),
    end: () => {
      const { record } = splitter.end();
      return (record && [jsonEntry(record) ?? []].flat()) ?? [];
    },
  };
}
