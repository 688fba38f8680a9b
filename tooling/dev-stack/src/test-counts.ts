import { readFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a run of vitest counted: a path per file, from the root, and errors that belong to none. */
export interface TestCounts {
  readonly files: Readonly<Record<string, Counts>>;
  readonly unhandled: number;
}

/** More files than this do not fail by accident. */
const ACCIDENTS = 3;

/** The counts that the reporter of @org/vitest-config wrote; undefined if the run ended before it could. */
export function readTestCounts(path: string): TestCounts | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestCounts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The files that deserve a second run: those of `tests/`, which wait for real processes on a machine that may be busy
 * with something else. Units have no such excuse, and with one of them failed nothing is run again.
 */
export function filesToRunAgain({ files, unhandled }: TestCounts): string[] {
  const failed = Object.keys(files).filter((path) => (files[path]?.failed ?? 0) > 0);
  const excused = unhandled === 0 && failed.length <= ACCIDENTS;
  return excused && failed.every((path) => path.startsWith('tests/')) ? failed : [];
}

/** The counts of both runs, in which a file's second run stands for its first. */
export function withSecondRun(first: TestCounts, second: TestCounts): TestCounts {
  return { files: { ...first.files, ...second.files }, unhandled: first.unhandled + second.unhandled };
}

export function totalOf({ files, unhandled }: TestCounts): Counts {
  return Object.values(files).reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    { passed: 0, failed: unhandled, skipped: 0 },
  );
}
