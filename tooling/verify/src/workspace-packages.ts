import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { root } from './run-script.ts';

export interface WorkspacePackage {
  readonly name: string;
  /** Relative to the root, such as `packages/media-engine`. */
  readonly folder: string;
  readonly scripts: Readonly<Record<string, string>>;
  /** What its turbo.json says it is; `turbo boundaries` knows it by nothing else. */
  readonly tags: readonly string[];
  /** Names of packages in all of its dependency fields. */
  readonly dependencies: readonly string[];
  /** Those of them that come along when it is installed. */
  readonly runtimeDependencies: readonly string[];
  /** TypeScript and JavaScript that people wrote, tests and configurations included; relative to the folder. */
  readonly sources: readonly string[];
  /** Names of the packages that the sources import. */
  readonly imports: readonly string[];
  /** The files that the sources import by a relative path; relative to the root. */
  readonly importedFiles: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly scripts?: Record<string, string>;
  readonly [field: string]: unknown;
}

const RUNTIME_FIELDS = ['dependencies', 'peerDependencies', 'optionalDependencies'];

/** Every package that pnpm-workspace.yaml names. */
export function workspacePackages(): WorkspacePackage[] {
  const yaml = readFileSync(resolve(root, 'pnpm-workspace.yaml'), 'utf8');
  const groups = [...yaml.matchAll(/^ {2}- '(\w+)\/\*'$/gm)].map((match) => match[1] ?? '');
  return groups
    .flatMap((group) => readdirSync(resolve(root, group)).map((name) => join(group, name)))
    .filter((folder) => existsSync(resolve(root, folder, 'package.json')))
    .map(readPackage);
}

/** What a source text imports: statically, as types, dynamically or by `require`. */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

function readPackage(folder: string): WorkspacePackage {
  const manifest = readJson(join(folder, 'package.json')) as Manifest;
  const tags = (readJson(join(folder, 'turbo.json')) as { tags?: string[] } | undefined)?.tags ?? [];
  const sources = sourcesIn(folder);
  const imports = sources.flatMap((source) =>
    importsOf(readFileSync(resolve(root, folder, source), 'utf8')).map((specifier) => ({
      source,
      specifier,
    })),
  );
  const named = (fields: readonly string[]): string[] =>
    fields.flatMap((field) => Object.keys(manifest[field] ?? {}));
  return {
    name: manifest.name,
    folder,
    scripts: manifest.scripts ?? {},
    tags,
    dependencies: named([...RUNTIME_FIELDS, 'devDependencies']),
    runtimeDependencies: named(RUNTIME_FIELDS),
    sources,
    imports: imports
      .filter(({ specifier }) => !specifier.startsWith('.'))
      .map(({ specifier }) => packageOf(specifier)),
    importedFiles: imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ source, specifier }) => join(folder, dirname(source), specifier)),
  };
}

/** `@org/media-contracts/schemas` is part of `@org/media-contracts`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function sourcesIn(folder: string): string[] {
  return globSync('**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}', {
    cwd: resolve(root, folder),
    exclude: ['**/node_modules', '**/dist', '**/.turbo', '**/*.d.ts'],
  });
}

function readJson(path: string): unknown {
  const file = resolve(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
