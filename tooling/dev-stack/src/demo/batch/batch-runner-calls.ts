import { appEnv } from '../../app-env.ts';
import { batchRunner } from '../../batch-runner.ts';
import { Failure } from '../../failure.ts';
import { runForeground } from '../../run-foreground.ts';
import type { StackAddresses } from '../../stack-record.ts';

/** Exit codes of batch-runner that the story meets. */
export const EXIT = { ok: 0, running: 3, partial: 8 } as const;

export interface BatchRunnerCalls {
  /** Runs a command before the eyes of the person. Resolves with its exit code. */
  readonly show: (args: readonly string[], interrupt?: AbortSignal) => Promise<number>;
  /** Runs a command for its JSON answer. */
  readonly ask: (args: readonly string[]) => Promise<unknown>;
}

export interface CallOptions {
  readonly addresses: StackAddresses;
  /** Prints a line for the person. */
  readonly tell: (line: string) => void;
  /** True when stdout belongs to the person; else all that is told goes by `tell`. */
  readonly direct: boolean;
  readonly signal: AbortSignal;
}

/** batch-runner as a process, as a person would call it. */
export function batchRunnerCalls({ addresses, tell, direct, signal }: CallOptions): BatchRunnerCalls {
  const run = async (
    args: readonly string[],
    more: { onLine?: (line: string) => void; interrupt?: AbortSignal },
  ): Promise<number> => {
    signal.throwIfAborted();
    const code = await runForeground({
      command: process.execPath,
      args: [batchRunner, ...args],
      env: { ...appEnv(addresses), NODE_OPTIONS: '' },
      ...more,
    });
    signal.throwIfAborted();
    return code;
  };
  return {
    show: (args, interrupt) => {
      tell(`\n$ ./dev run ${args.map(quoted).join(' ')}`);
      return run(args, {
        ...(direct ? {} : { onLine: tell }),
        ...(interrupt === undefined ? {} : { interrupt }),
      });
    },
    ask: async (args) => {
      let last = '';
      const code = await run([...args, '--json'], { onLine: (line) => (last = line) });
      try {
        return JSON.parse(last) as unknown;
      } catch {
        throw new Failure(
          `batch-runner ${args.join(' ')} ended with exit code ${code} and no answer; its message is above.`,
        );
      }
    },
  };
}

function quoted(arg: string): string {
  return /^[\w.,:=/@%+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
