/** Fails when a package's declarations mention a type that it does not export. Reads `dist`: build first. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { forgottenExports } from './forgotten-exports.ts';
import { root } from './run-script.ts';
import { workspacePackages } from './workspace-packages.ts';

interface Manifest {
  readonly exports?: Readonly<Record<string, { readonly types?: string } | string>>;
}

const sentences = workspacePackages().flatMap(({ name, folder }) => {
  const path = resolve(root, folder);
  const forgotten = forgottenExports(path, declarations(path));
  return forgotten.map(
    (type) => `${name}: ${type.mentionedBy} mentions ${type.name}, which the package does not export`,
  );
});
for (const sentence of sentences) console.error(sentence);
if (sentences.length > 0) {
  console.error("Add the types to the package's index, or keep them out of its public signatures.");
  process.exitCode = 1;
}

/** The built `.d.ts` file of each entry. */
function declarations(path: string): string[] {
  const { exports = {} } = JSON.parse(readFileSync(resolve(path, 'package.json'), 'utf8')) as Manifest;
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'object' && entry.types !== undefined ? [resolve(path, entry.types)] : [],
  );
}
