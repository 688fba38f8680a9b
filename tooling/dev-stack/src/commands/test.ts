import { resolve } from 'node:path';
import { repoRoot } from '../paths.ts';
import { runForeground } from '../run-foreground.ts';
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

/** Runs every suite; the line with the counts comes last, after whatever else is printed. */
export async function runTest(args: readonly string[]): Promise<number> {
  const { temporal, ffmpeg, ffprobe } = tools();
  let counts: string | undefined;
  const code = await runForeground({
    command: resolve(repoRoot, 'node_modules/.bin/vitest'),
    args: ['run', ...args],
    env: {
      ...HERMETIC,
      TEMPORAL_CLI_PATH: temporal,
      FFMPEG_PATH: ffmpeg,
      FFPROBE_PATH: ffprobe,
      ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
    },
    onLine: (line) => {
      if (COUNT.test(line)) counts = line;
      else process.stdout.write(`${line}\n`);
    },
  });
  // vitest ended before it could count: that is a failure of its own.
  process.stdout.write(`${counts ?? '0 passed, 1 failed, 0 skipped'}\n`);
  return counts === undefined ? code || 1 : code;
}
