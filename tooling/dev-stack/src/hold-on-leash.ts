import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessIdentity } from './process-identity.ts';

let leash: ChildProcess | undefined;

/** Has the process stopped when this one is gone, however it goes. Returns the way to let it go. */
export function holdOnLeash(identity: ProcessIdentity): () => void {
  leash ??= startLeash();
  leash.stdin?.write(`add ${identity.pid} ${identity.startedAt}\n`);
  return () => leash?.stdin?.write(`remove ${identity.pid}\n`);
}

function startLeash(): ChildProcess {
  const program = fileURLToPath(new URL('./leash.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // A test runner's options (loaders, inspectors) are not for it.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  // It must not keep this process alive, nor fail it by dying first.
  child.unref();
  (child.stdin as unknown as { unref: () => void }).unref();
  child.stdin.on('error', () => (leash = undefined));
  child.on('error', () => (leash = undefined));
  return child;
}
