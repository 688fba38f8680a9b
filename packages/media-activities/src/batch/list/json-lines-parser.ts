import { jsonEntries } from './json-entries.js';
import type { ListParser } from './list-entry.js';
import { createLineSplitter } from './split-lines.js';

/** One JSON object per line. */
export function createJsonLinesParser(): ListParser {
  const splitter = createLineSplitter({ quoted: false });
  return {
    push: (chunk) => jsonEntries(splitter.push(chunk)),
    end: () => {
      const { record } = splitter.end();
      return jsonEntries(record ? [record] : []);
    },
  };
}
