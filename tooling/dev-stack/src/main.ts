/**
 * The TypeScript part of ./dev. Commands are imported only after `prepare`: they use packages of the
 * workspace, which a fresh clone has neither installed nor built.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { benchProgram } from './bench-program.ts';
import { UP_OPTIONS } from './command-options.ts';
import { demoArguments } from './demo-arguments.ts';
import { Failure, reasonOf, UsageError } from './failure.ts';
import { parseArguments } from './parse-arguments.ts';
import { repoRoot } from './paths.ts';
import { prepare, type Need } from './prepare.ts';
import { say } from './say.ts';

interface Command {
  readonly needs: readonly Need[];
  /** Throws a `UsageError` for misuse that can be told before minutes of preparation. */
  readonly check?: (args: readonly string[]) => unknown;
  readonly load: () => Promise<(args: readonly string[]) => Promise<number>>;
}

const STACK: readonly Need[] = [
  'install',
  'build',
  'ffmpeg',
  ...(process.env['TEMPORAL_ADDRESS'] ? [] : (['temporal'] as const)),
];
const SUITES: readonly Need[] = ['install', 'build', 'ffmpeg', 'temporal'];

const COMMANDS: Readonly<Record<string, Command>> = {
  demo: {
    needs: STACK,
    check: demoArguments,
    load: async () => (await import('./commands/demo.ts')).runDemo,
  },
  up: {
    needs: STACK,
    check: (args) => parseArguments('up', args, UP_OPTIONS),
    load: async () => (await import('./commands/up.ts')).runUp,
  },
  run: {
    needs: ['install', 'build', 'ffmpeg'],
    load: async () => (await import('./commands/run.ts')).runBatchRunner,
  },
  doctor: {
    needs: ['install', 'build', 'ffmpeg'],
    load: async () => (await import('./commands/run.ts')).runDoctor,
  },
  test: { needs: [...SUITES, 's3'], load: async () => (await import('./commands/test.ts')).runTest },
  bench: {
    needs: SUITES,
    check: ([name]) => benchProgram(name),
    load: async () => (await import('./commands/bench.ts')).runBench,
  },
  verify: {
    needs: ['install', 'ffmpeg', 'temporal', 's3'],
    load: async () => (await import('./commands/verify.ts')).runVerify,
  },
  clean: { needs: [], load: async () => (await import('./commands/clean.ts')).runClean },
};

async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name];
  if (command === undefined) throw new UsageError(`there is no command "${name}"`);
  command.check?.(args);
  await prepare(command.needs);
  const run = await command.load();
  return run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    say(
      `dev: ${error.message}\n\n${readFileSync(resolve(repoRoot, 'tooling/dev-stack/usage.txt'), 'utf8').trimEnd()}`,
    );
    process.exitCode = 2;
  } else {
    // A full disk, say, is nobody's bug: its message is enough. Anything unexpected shows its stack.
    const expected = error instanceof Failure || (error as NodeJS.ErrnoException).code !== undefined;
    say(`dev: ${expected || !(error instanceof Error) ? reasonOf(error) : (error.stack ?? error.message)}`);
    process.exitCode = 1;
  }
}
