import { jsonEntries } from './json-entries.js';
import type { ListParser } from './list-entry.js';
import { createArraySplitter } from './split-array.js';

/** One JSON array of objects. */
export function createJsonArrayParser(): ListParser {
  const splitter = createArraySplitter();
  return {
    push: (chunk) => jsonEntries(splitter.push(chunk)),
    end: () => {
      splitter.end();
      return [];
    },
  };
}
