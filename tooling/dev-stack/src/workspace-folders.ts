import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot } from './paths.ts';

/** The folders of every package of the workspace, as pnpm-workspace.yaml lists them. */
export function workspaceFolders(
  groups: readonly string[] = ['packages', 'apps', 'tooling', 'tests'],
): string[] {
  return groups.flatMap((group) => {
    const folder = resolve(repoRoot, group);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .toSorted()
      .map((name) => resolve(folder, name))
      .filter((path) => existsSync(resolve(path, 'package.json')));
  });
}
