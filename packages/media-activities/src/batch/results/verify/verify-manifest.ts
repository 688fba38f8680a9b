import type { BatchCounts, BatchManifest } from '@org/media-contracts';
import { MANIFEST_OUTCOMES, type ManifestEntry } from '../manifest-entry.js';
import { linesOf } from '../stored-text.js';
import { checkOutcomeCsv, checkRangesCsv } from './check-csv.js';
import { checkFile, type ReadManifestFile } from './check-file.js';
import { checkResults, entryOf } from './check-results.js';
import { createProblemList, type ProblemList } from './problem-list.js';
import { createRecount, type Recount } from './recount.js';

export interface ManifestReading {
  readonly manifest: BatchManifest;
  /** Opens a file by its name beside the manifest: in a folder, or in a store. */
  readonly read: ReadManifestFile;
  readonly signal?: AbortSignal;
}

export interface ManifestVerdict {
  readonly ok: boolean;
  /** What is wrong, in words; empty when nothing is. */
  readonly problems: readonly string[];
  /** As counted in the files. */
  readonly counts: BatchCounts;
}

/** One byte per index is kept in memory, and a manifest is read from outside. */
const MAX_TOTAL = 1_000_000_000;

/**
 * Recomputes what a manifest says of its files: digests, sizes, rows, and each index of the list exactly once.
 * Throws only when `signal` fires: a file that cannot be read is a problem among others.
 */
export async function verifyManifest({ manifest, read, signal }: ManifestReading): Promise<ManifestVerdict> {
  const { files, counts } = manifest;
  const problems = createProblemList();
  if (!Number.isInteger(counts.total) || counts.total < 0 || counts.total > MAX_TOTAL) {
    problems.add('manifest', `a list cannot have ${counts.total} indices`);
    return { ok: false, problems: problems.told(), counts };
  }
  const names = { results: files.results.name, notStarted: files.notStarted.name };
  const recount = createRecount({ counts, names, problems });
  const check = { read, problems, signal };
  await checkFile({ ...check, file: files.results }, (bytes) => checkResults(bytes, recount));
  await checkFile({ ...check, file: files.notStarted }, (bytes) =>
    checkRangesCsv(bytes, recount, addTo(problems, files.notStarted.name)),
  );
  for (const outcome of MANIFEST_OUTCOMES) {
    const file = files[outcome];
    const problem = addTo(problems, file.name);
    await checkFile({ ...check, file }, (bytes) => checkOutcomeCsv(bytes, { outcome, recount, problem }));
  }
  checkCounts(counts, recount, problems);
  const told = problems.told();
  return { ok: told.length === 0, problems: told, counts: recount.counts() };
}

function addTo(problems: ProblemList, subject: string): (problem: string) => void {
  return (problem) => {
    problems.add(subject, problem);
  };
}

function checkCounts(told: BatchCounts, recount: Recount, problems: ProblemList): void {
  for (const { from, to } of recount.missing()) {
    problems.add('indices', from === to ? `${from} is in no file` : `${from} to ${to} are in no file`);
  }
  const counted = recount.counts();
  for (const name of Object.keys(counted) as (keyof BatchCounts)[]) {
    if (counted[name] === told[name]) continue;
    problems.add('manifest', `says ${name} ${told[name]}, and the files have ${counted[name]}`);
  }
}

/** The results that a manifest names, by ascending index. Verify it first: here nothing is checked. */
export async function* readManifestEntries({
  manifest,
  read,
  signal,
}: ManifestReading): AsyncGenerator<ManifestEntry> {
  for await (const text of linesOf(read(manifest.files.results.name))) {
    signal?.throwIfAborted();
    const entry = entryOf(text);
    if (entry) yield entry;
  }
}
