import { sep } from 'node:path';
import type { WorkspacePackage } from './workspace-packages.ts';

/** Packages of the workflow sandbox, for which a second pass of the compiler knows nothing of Node. */
const IN_SANDBOX = ['@org/media-contracts', '@org/media-workflows'];

/**
 * A sentence for each thing of a package that a gate would pass by without looking: turbo skips a package
 * without the script, boundaries know a package by its tag alone, vitest looks in `src` only.
 */
export function gateGaps(one: WorkspacePackage, knownTags: readonly string[]): string[] {
  const gaps = [...tagGaps(one, knownTags), ...scriptGaps(one), ...testGaps(one)];
  return gaps.map((gap) => `${one.folder}: ${gap}`);
}

function tagGaps({ tags }: WorkspacePackage, knownTags: readonly string[]): string[] {
  const known = tags.filter((tag) => knownTags.includes(tag));
  if (tags.length === 1 && known.length === 1) return [];
  return [
    `its turbo.json must give it exactly one of the tags ${knownTags.join(', ')}, or boundaries let it pass`,
  ];
}

function scriptGaps({ name, folder, sources, scripts }: WorkspacePackage): string[] {
  const isPublished = folder.startsWith(`packages${sep}`);
  const typecheck = `tsc --noEmit${IN_SANDBOX.includes(name) ? ' && tsc --noEmit -p tsconfig.sandbox.json' : ''}`;
  const wanted = {
    ...(sources.length > 0 ? { lint: 'eslint --max-warnings 0 .' } : {}),
    ...(sources.some((source) => /\.[cm]?tsx?$/.test(source)) ? { typecheck } : {}),
    ...(isPublished || folder.startsWith(`apps${sep}`) ? { build: 'tsup' } : {}),
    ...(isPublished ? { 'check:exports': 'publint --strict && attw --pack . --profile esm-only' } : {}),
  };
  return Object.entries(wanted)
    .filter(([script, command]) => scripts[script]?.startsWith(command) !== true)
    .map(([script, command]) => `its script "${script}" must begin with "${command}", or turbo skips it`);
}

function testGaps({ sources }: WorkspacePackage): string[] {
  return sources
    .filter((source) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(source))
    .filter((source) => !(source.startsWith(`src${sep}`) && source.endsWith('.test.ts')))
    .map((source) => `vitest does not look for ${source}: call it src/**/*.test.ts`);
}
