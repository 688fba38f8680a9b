import { relative, resolve } from 'node:path';
import { Failure } from './failure.ts';
import { tailOf, withLog } from './open-log.ts';
import { logDir, repoRoot } from './paths.ts';
import { say } from './say.ts';
import { describeExit, startProcess } from './start-process.ts';
import { rmSync } from 'node:fs';

export interface Step {
  /** What it does and how long it takes, e.g. "building (about 20 s the first time)". */
  readonly title: string;
  /** Names the log in .dev/log. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What a person can do when it fails. */
  readonly advice: string;
}

/** Runs a step of the preparation with its output in a log of its own and its progress on stderr. */
export async function runStep(step: Step): Promise<void> {
  const logFile = resolve(logDir, `${step.name}.log`);
  rmSync(logFile, { force: true });
  withLog(logFile, () => undefined);
  const started = performance.now();
  const stopProgress = showProgress(step.title);
  try {
    const running = await startProcess({ cwd: repoRoot, ...step, logFile });
    const exit = await running.exited;
    if (exit.code !== 0)
      throw new Failure(
        `${step.title}: failed (${describeExit(exit)}). The end of its log ${relative(repoRoot, logFile)}:\n${tailOf(logFile)}\n  ${step.advice}`,
      );
  } finally {
    stopProgress();
  }
  say(`dev: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** A terminal shows the seconds in place; a log gets a line per half minute. */
function showProgress(title: string): () => void {
  const started = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`;
  say(`dev: ${title}`);
  const live = process.stderr.isTTY;
  const timer = setInterval(
    () => {
      process.stderr.write(live ? `\r     ${seconds()} ` : `     still at it, ${seconds()}\n`);
    },
    live ? 1000 : 30_000,
  );
  return () => {
    clearInterval(timer);
    if (live) process.stderr.write('\r\u001B[K');
  };
}
