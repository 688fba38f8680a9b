import { resolve } from 'node:path';
import { repoRoot } from '../paths.ts';
import { runForeground } from '../run-foreground.ts';

/** What `pnpm verify` runs. */
export function runVerify(args: readonly string[]): Promise<number> {
  return runForeground({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', resolve(repoRoot, 'tooling/verify/src/main.ts'), ...args],
  });
}
