import { MANIFEST_OUTCOMES, type ManifestEntry } from '../manifest-entry.js';
import { linesOf } from '../stored-text.js';
import type { Recount } from './recount.js';

/** Notes every line of `results.jsonl`. Returns how many there are. */
export async function checkResults(bytes: AsyncIterable<Uint8Array>, recount: Recount): Promise<number> {
  let lines = 0;
  for await (const text of linesOf(bytes)) {
    lines += 1;
    const entry = entryOf(text);
    if (entry) recount.addResult(entry);
    else recount.problem(`line ${lines} is no result of an index`);
  }
  return lines;
}

/** As far as verifying needs it; a later release may have more fields. */
export function entryOf(text: string): ManifestEntry | undefined {
  try {
    const entry = JSON.parse(text) as Partial<ManifestEntry> | null;
    const { index, outcome } = entry ?? {};
    if (!Number.isSafeInteger(index) || !outcome || !MANIFEST_OUTCOMES.includes(outcome)) return undefined;
    return entry as ManifestEntry;
  } catch {
    return undefined;
  }
}
