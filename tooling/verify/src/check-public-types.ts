/** Fails when an entry of a package has no types, or mentions a type that none exports. Reads `dist`: build first. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { forgottenExports } from './forgotten-exports.ts';
import { root } from './run-script.ts';
import { workspacePackages } from './workspace-packages.ts';

interface Manifest {
  readonly exports?: Readonly<Record<string, { readonly types?: string } | string>>;
}

const packages = workspacePackages().filter(({ folder }) => folder.startsWith('packages'));
const sentences = packages.flatMap(({ name, folder }) => {
  const path = resolve(root, folder);
  const { exports = {} } = JSON.parse(readFileSync(resolve(path, 'package.json'), 'utf8')) as Manifest;
  const entries = Object.entries(exports).filter(([entry]) => entry !== './package.json');
  const types = entries.flatMap(([, entry]) =>
    typeof entry === 'object' && entry.types !== undefined ? [resolve(path, entry.types)] : [],
  );
  if (types.length < entries.length) return [`${name}: an entry of its exports has no "types"`];
  return forgottenExports(path, types).map(
    (type) => `${name}: ${type.mentionedBy} mentions ${type.name}, which no entry exports`,
  );
});
for (const sentence of sentences) console.error(sentence);
if (sentences.length > 0) {
  console.error("Export the types from the package's index, or keep them out of its public signatures.");
  process.exitCode = 1;
}
