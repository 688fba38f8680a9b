import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot, stampDir } from './paths.ts';
import { runStep } from './run-step.ts';
import { fingerprint, readStamp, writeStamp } from './stamp.ts';
import { workspaceFolders } from './workspace-folders.ts';

const STAMP = resolve(stampDir, 'install');

/** `pnpm install`, when the lockfile or a manifest changed since the last time. */
export async function installWorkspace(): Promise<void> {
  const wanted = manifests();
  if (readStamp(STAMP) === wanted && existsSync(resolve(repoRoot, 'node_modules/.modules.yaml'))) return;
  await runStep({
    title: 'installing the dependencies of the lockfile (10 s to a few minutes, by network)',
    name: 'install',
    command: 'pnpm',
    args: ['install', '--frozen-lockfile', '--config.confirm-modules-purge=false'],
    advice:
      'If the lockfile is out of date after a change of a package.json, run `pnpm install`. Otherwise check the network and the disk, then call ./dev again.',
  });
  writeStamp(STAMP, manifests());
}

function manifests(): string {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].map((name) =>
    resolve(repoRoot, name),
  );
  return fingerprint([...files, ...workspaceFolders().map((folder) => resolve(folder, 'package.json'))]);
}
