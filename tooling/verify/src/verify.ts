import type { Step } from './steps.ts';

export interface VerifyOptions {
  readonly steps: readonly Step[];
  /** The command line behind each script. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Runs a command line and returns its exit code. */
  readonly run: (command: string) => Promise<number>;
  readonly print: (line: string) => void;
}

/** Runs the steps one after the other and stops at the first that fails. True if all passed. */
export async function verify({ steps, scripts, run, print }: VerifyOptions): Promise<boolean> {
  const began = performance.now();
  const times: string[] = [];
  for (const step of steps) {
    const { name, keepsOut } = step;
    print(`\n== ${name}: no ${keepsOut}`);
    const command = 'command' in step ? step.command : scripts[step.script];
    if (command === undefined) {
      print(`== ${name}: FAILED: the root package.json has no script for it`);
      return false;
    }
    const start = performance.now();
    const code = await run(command);
    const took = `${name} ${seconds(start)}`;
    if (code !== 0) {
      print(
        `== ${took}: FAILED (exit code ${code}). To run it alone: ${'command' in step ? command : `pnpm ${step.script}`}`,
      );
      return false;
    }
    print(`== ${took}: ok`);
    times.push(took);
  }
  print(`\nVerified in ${seconds(began)}: ${times.join(', ')}`);
  return true;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
