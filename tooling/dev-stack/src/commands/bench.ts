import { benchProgram } from '../bench-program.ts';
import { runForeground } from '../run-foreground.ts';
import { tools } from '../tools.ts';

/** Runs a program of tests/bench, which prints its figures as a last line of JSON. */
export async function runBench([name, ...args]: readonly string[]): Promise<number> {
  const program = benchProgram(name);
  const { temporal, ffmpeg, ffprobe } = tools();
  return runForeground({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', program, ...args],
    env: { TEMPORAL_CLI_PATH: temporal, FFMPEG_PATH: ffmpeg, FFPROBE_PATH: ffprobe },
  });
}
