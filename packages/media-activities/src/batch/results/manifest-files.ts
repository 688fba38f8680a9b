import type { BatchManifest } from '@org/media-contracts';
import { createLocalFile, type FinishedFile, type LocalFile } from './local-file.js';
import { JSON_LINES, outcomeCsv, RANGES_CSV, type IndexRange } from './manifest-csv.js';
import type { MergedIndex } from './merge-results.js';

type FileRole = keyof BatchManifest['files'];

export type ManifestFiles = Record<FileRole, FinishedFile>;

/** Writes what was merged into the files of a manifest, in a folder of this machine. */
export async function writeLocalFiles(
  folder: string,
  indices: AsyncIterable<MergedIndex>,
): Promise<ManifestFiles> {
  const files = {
    succeeded: await createLocalFile(folder, 'succeeded.csv', outcomeCsv('succeeded')),
    failed: await createLocalFile(folder, 'failed.csv', outcomeCsv('failed')),
    invalid: await createLocalFile(folder, 'invalid.csv', outcomeCsv('invalid')),
    cancelled: await createLocalFile(folder, 'cancelled.csv', outcomeCsv('cancelled')),
    results: await createLocalFile(folder, 'results.jsonl', JSON_LINES),
    notStarted: await createLocalFile(folder, 'not-started.csv', RANGES_CSV),
  } satisfies Record<FileRole, LocalFile<never>>;
  try {
    const ranges = rangeCollector(files.notStarted.add);
    for await (const { index, entry, repeats } of indices) {
      if (!entry) {
        await ranges.add(index, repeats);
        continue;
      }
      await files[entry.outcome].add(entry);
      await files.results.add(entry);
    }
    await ranges.finish();
    return {
      succeeded: await files.succeeded.finish(),
      failed: await files.failed.finish(),
      invalid: await files.invalid.finish(),
      cancelled: await files.cancelled.finish(),
      results: await files.results.finish(),
      notStarted: await files.notStarted.finish(),
    };
  } finally {
    await Promise.all(Object.values(files).map((file) => file.close()));
  }
}

/** Joins ascending indices into ranges. */
function rangeCollector(add: (range: IndexRange) => Promise<void>): {
  add: (index: number, repeats: boolean) => Promise<void>;
  finish: () => Promise<void>;
} {
  let open: IndexRange | undefined;
  return {
    add: async (index, repeats) => {
      const joins = open?.to === index - 1 ? open : undefined;
      if (open && !joins) await add(open);
      const repetitions = (joins?.repetitions ?? 0) + Number(repeats);
      open = { from: joins?.from ?? index, to: index, repetitions };
    },
    finish: async () => {
      if (open) await add(open);
      open = undefined;
    },
  };
}
