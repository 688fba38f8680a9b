import { sep } from 'node:path';
import type { WorkspacePackage } from './workspace-packages.ts';

/**
 * Which of our packages may import which: the arrows of the README, said a second time.
 *
 * `turbo boundaries` keeps them too, but by tags, which a package may lack or copy from another, and which
 * a comment switches off.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  '@org/media-contracts': [],
  '@org/ittybit-client': [],
  '@org/media-engine': [],
  '@org/media-storage': ['@org/media-contracts'],
  '@org/media-catalog': ['@org/media-contracts'],
  '@org/media-payload-codec': [],
  '@org/media-api-client': [],
  '@org/media-log': [],
  '@org/media-env': ['@org/media-contracts', '@org/media-payload-codec', '@org/media-storage'],
  '@org/ittybit-local': ['@org/media-engine'],
  '@org/media-activities': ['@org/media-contracts', '@org/ittybit-client'],
  // Plans, shards and manifests are read by whoever writes them: a second reader would be a second truth. (Turbo also
  // looks at what those need, so that its tag allows the client.)
  '@org/media-control': ['@org/media-contracts', '@org/media-activities'],
  '@org/media-workflows': ['@org/media-contracts'],
  '@org/dev-stack': ['@org/media-contracts', '@org/media-engine', '@org/media-catalog'],
};

/** Packages that load anywhere, the workflow sandbox included, since they bring nothing but this. */
const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  '@org/media-contracts': ['@temporalio/workflow', 'zod'],
  '@org/ittybit-client': ['zod'],
};

/** A sentence for each import or dependency that goes against the arrows. */
export function againstTheArrows(packages: readonly WorkspacePackage[]): string[] {
  return packages.flatMap((from) => [
    ...undecided(from),
    ...packages
      .filter((to) => to.name !== from.name && reaches(from, to) && !mayReach(from, to))
      .map((to) => `${from.folder} must not import ${to.name}`),
    ...from.importedFiles
      .filter((path) => !path.startsWith(`${from.folder}${sep}`))
      .map((path) => `${from.folder} must not import ${path}: it lies outside of the package`),
    ...strangers(from).map((name) => `${from.folder} must not depend on ${name}`),
  ]);
}

function undecided({ name, folder }: WorkspacePackage): string[] {
  return groupOf(folder) === 'packages' && !(name in ARROWS)
    ? [`${folder} has no arrows: say in tooling/verify/src/arrows.ts what it may import`]
    : [];
}

function reaches(from: WorkspacePackage, to: WorkspacePackage): boolean {
  return from.dependencies.includes(to.name) || from.imports.includes(to.name);
}

function mayReach(from: WorkspacePackage, to: WorkspacePackage): boolean {
  const group = groupOf(to.folder);
  if (group === 'apps') return false;
  if (group === 'tooling' && to.name !== '@org/dev-stack') return true;
  switch (groupOf(from.folder)) {
    case 'apps':
      return group === 'packages';
    case 'tests':
      return true;
    default:
      return ARROWS[from.name]?.includes(to.name) ?? false;
  }
}

function strangers({ name, runtimeDependencies }: WorkspacePackage): string[] {
  const allowed = DEPENDENCIES[name];
  return allowed ? runtimeDependencies.filter((dependency) => !allowed.includes(dependency)) : [];
}

function groupOf(folder: string): string {
  return folder.split(sep)[0] ?? '';
}
