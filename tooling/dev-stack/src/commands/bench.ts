import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../failure.ts';
import { repoRoot } from '../paths.ts';
import { runForeground } from '../run-foreground.ts';
import { tools } from '../tools.ts';

const FOLDER = resolve(repoRoot, 'tests/bench/src');

/** Runs a program of tests/bench, which prints its figures as a last line of JSON. */
export async function runBench([name, ...args]: readonly string[]): Promise<number> {
  const names = benchNames();
  if (name === undefined || !names.includes(name)) {
    const wrong = name === undefined ? 'bench needs a name' : `there is no benchmark "${name}"`;
    throw new UsageError(
      `${wrong}; there ${names.length > 0 ? `are: ${names.join(', ')}` : 'are none in tests/bench/src'}`,
    );
  }
  const { temporal, ffmpeg, ffprobe } = tools();
  return runForeground({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', resolve(FOLDER, `${name}.ts`), ...args],
    env: { TEMPORAL_CLI_PATH: temporal, FFMPEG_PATH: ffmpeg, FFPROBE_PATH: ffprobe },
  });
}

/** The programs at the top of the folder; what they share lies in folders beneath. */
function benchNames(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted();
}
