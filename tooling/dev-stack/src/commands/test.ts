import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { repoRoot } from '../paths.ts';
import { runForeground } from '../run-foreground.ts';
import {
  filesToRunAgain,
  readTestCounts,
  totalOf,
  withSecondRun,
  type Counts,
  type TestCounts,
} from '../test-counts.ts';
import { tools } from '../tools.ts';

const COUNT = /^\d+ passed, \d+ failed, \d+ skipped$/;

/** Suites start what they need; what a person's shell points at must not leak into them. */
const HERMETIC = {
  TEMPORAL_ADDRESS: undefined,
  TEMPORAL_NAMESPACE: undefined,
  ITTYBIT_API_KEY: undefined,
  ITTYBIT_BASE_URL: undefined,
  ITTYBIT_API: undefined,
  MEDIA_DEV_DATA: undefined,
};

interface Run {
  readonly code: number;
  /** Undefined: vitest ended before it could count. */
  readonly counts: TestCounts | undefined;
}

/**
 * Runs every suite; the line with the counts comes last, after whatever else is printed. A file of the suites with
 * real processes that failed is run once more, alone, and is said to be unstable if it passes then.
 */
export async function runTest(args: readonly string[]): Promise<number> {
  const first = await runVitest(args);
  const again = first.counts === undefined || first.code > 1 ? [] : filesToRunAgain(first.counts);
  if (first.counts === undefined || again.length === 0) return report(first);

  say(`failed, and run once more, alone: ${again.join(' ')}`);
  const second = await runVitest(again);
  if (second.counts === undefined) return report(second);
  const { files } = second.counts;
  const unstable = again.filter((path) => files[path]?.failed === 0);
  if (unstable.length > 0) say(`unstable: failed, then passed alone: ${unstable.join(' ')}`);
  return report({ code: second.code, counts: withSecondRun(first.counts, second.counts) });
}

async function runVitest(args: readonly string[]): Promise<Run> {
  const { temporal, ffmpeg, ffprobe } = tools();
  const folder = mkdtempSync(join(tmpdir(), 'media-test-counts-'));
  const countsFile = join(folder, 'counts.json');
  try {
    const code = await runForeground({
      command: resolve(repoRoot, 'node_modules/.bin/vitest'),
      args: ['run', ...args],
      env: {
        ...HERMETIC,
        TEST_COUNTS_FILE: countsFile,
        TEMPORAL_CLI_PATH: temporal,
        FFMPEG_PATH: ffmpeg,
        FFPROBE_PATH: ffprobe,
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      },
      onLine: (line) => {
        if (!COUNT.test(line)) process.stdout.write(`${line}\n`);
      },
    });
    return { code, counts: readTestCounts(countsFile) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run without counts is a failure of its own. */
function report({ code, counts }: Run): number {
  const { passed, failed, skipped }: Counts = counts ? totalOf(counts) : { passed: 0, failed: 1, skipped: 0 };
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 ? code || 1 : code;
}

function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}
