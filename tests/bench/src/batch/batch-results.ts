import { readManifestEntries, verifyManifest, type ManifestEntry } from '@org/media-activities';
import type { BatchManifest } from '@org/media-contracts';
import { createDirectoryStore } from '@org/media-storage';
import type { LedgerSummary, Stack } from '@org/tests-harness';

/** Items that are not done, or not exactly once. Both are 0 when a batch kept its promise. */
export interface Losses {
  /** Indices that have no success in the manifest. */
  readonly missing: number;
  /** Indices that the manifest has more than once, and items that were paid more than once. */
  readonly doubled: number;
}

/** Compares a manifest and the ledger with a list of `items` different items. @throws when the manifest is not in order. */
export async function findLosses(
  stack: Stack,
  { manifestKey, items, ledger }: { manifestKey: string; items: number; ledger: LedgerSummary },
): Promise<Losses> {
  const store = createDirectoryStore({ root: stack.storeDir });
  const folder = manifestKey.slice(0, manifestKey.lastIndexOf('/') + 1);
  async function* bytesOf(key: string): AsyncGenerator<Uint8Array> {
    yield* (await store.get(key)).body;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(manifestKey)) chunks.push(chunk);
  const manifest = JSON.parse(Buffer.concat(chunks).toString('utf8')) as BatchManifest;
  const read = (name: string): AsyncIterable<Uint8Array> => bytesOf(`${folder}${name}`);
  const { problems } = await verifyManifest({ manifest, read });
  if (problems.length > 0) throw new Error(`${manifestKey} is not in order: ${problems.join('; ')}`);
  const { missing, doubled } = await countIndices(readManifestEntries({ manifest, read }), items);
  return { missing, doubled: doubled + paidTwice(ledger) };
}

/** How the indices 0 to `items` - 1 are told in the results. */
export async function countIndices(
  entries: AsyncIterable<Pick<ManifestEntry, 'index' | 'outcome'>>,
  items: number,
): Promise<Losses> {
  const times = new Uint8Array(items);
  let doubled = 0;
  for await (const { index, outcome } of entries) {
    if (index < 0 || index >= items) throw new Error(`The results have an index ${index} of ${items} items.`);
    if (outcome !== 'succeeded') continue;
    if (times[index] === 1) doubled++;
    times[index] = 1;
  }
  return { missing: times.filter((count) => count === 0).length, doubled };
}

/** Nothing fails in these benchmarks, so a second create of the same is always one too many. */
function paidTwice({ groups }: LedgerSummary): number {
  return groups.filter(({ creates }) => creates.length > 1).length;
}
