import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const drizzleKit = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs');

it('the migrations lead to the schema as it is now', () => {
  const folder = mkdtempSync(join(PACKAGE, 'node_modules/.migrations-'));
  try {
    cpSync(join(PACKAGE, 'migrations'), folder, { recursive: true });
    const before = readdirSync(folder);
    const args = ['generate', '--dialect=postgresql', '--schema=./src/schema/*.ts'];
    const said = execFileSync(process.execPath, [drizzleKit, ...args, `--out=${relative(PACKAGE, folder)}`], {
      cwd: PACKAGE,
      encoding: 'utf8',
    });
    expect(readdirSync(folder), `run \`pnpm --filter @org/media-catalog migration\`: ${said}`).toEqual(
      before,
    );
    expect(said).toContain('No schema changes');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
