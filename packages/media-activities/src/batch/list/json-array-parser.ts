import { jsonEntry } from './json-entry.js';
import type { ListParser } from './list-entry.js';
import { createArraySplitter } from './split-array.js';

/** One JSON array of objects. */
export function createJsonArrayParser(): ListParser {
  const splitter = createArraySplitter();
  return {
    push: (chunk) => splitter.push(chunk).flatMap((record) => jsonEntry(record) ?? []),
    end: () => {
      splitter.end();
      return [];
    },
  };
}
