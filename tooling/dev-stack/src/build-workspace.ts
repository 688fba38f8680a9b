import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot, stampDir } from './paths.ts';
import { runStep } from './run-step.ts';
import { fingerprint, readStamp, writeStamp } from './stamp.ts';
import { workspaceFolders } from './workspace-folders.ts';

const STAMP = resolve(stampDir, 'build');

/** `turbo run build`, when a source changed since the last time. */
export async function buildWorkspace(): Promise<void> {
  // Taken before the build: a file that is edited meanwhile is built again by the next call.
  const wanted = sources();
  if (readStamp(STAMP) === wanted && built().every((folder) => existsSync(resolve(folder, 'dist')))) return;
  await runStep({
    title: 'building the workspace (about half a minute the first time)',
    name: 'build',
    command: resolve(repoRoot, 'node_modules/.bin/turbo'),
    args: ['run', 'build', '--ui', 'stream', '--output-logs', 'new-only'],
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    advice: 'Mend what the log names, then call ./dev again.',
  });
  writeStamp(STAMP, wanted);
}

function built(): string[] {
  return workspaceFolders(['packages', 'apps']);
}

function sources(): string {
  const shared = ['tooling/tsconfig', 'tooling/tsup-config', 'turbo.json', 'pnpm-lock.yaml'];
  return fingerprint([...built(), ...shared.map((path) => resolve(repoRoot, path))]);
}
