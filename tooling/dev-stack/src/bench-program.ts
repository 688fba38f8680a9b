import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from './failure.ts';
import { repoRoot } from './paths.ts';

const FOLDER = resolve(repoRoot, 'tests/bench/src');

/** The path of a benchmark. Throws a `UsageError` with the names there are. */
export function benchProgram(name: string | undefined): string {
  const names = benchNames();
  if (name !== undefined && names.includes(name)) return resolve(FOLDER, `${name}.ts`);
  const wrong = name === undefined ? 'bench needs a name' : `there is no benchmark "${name}"`;
  throw new UsageError(
    `${wrong}; there ${names.length > 0 ? `are: ${names.join(', ')}` : 'are none in tests/bench/src'}`,
  );
}

/** The programs at the top of the folder; what they share lies in folders beneath. */
function benchNames(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted();
}
