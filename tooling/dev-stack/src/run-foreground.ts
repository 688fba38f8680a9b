import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { Failure, reasonOf } from './failure.ts';
import { holdOnLeash } from './hold-on-leash.ts';
import { identityOf } from './process-identity.ts';
import { repoRoot } from './paths.ts';

export interface ForegroundOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment; `undefined` takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Receives stdout line by line; without it the child writes to ours. */
  readonly onLine?: (line: string) => void;
  /** When it fires, the child gets the SIGINT of a Ctrl-C. */
  readonly interrupt?: AbortSignal;
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command to its end and returns its exit code. Signals are passed on and then left to it, so
 * that it can stop in its own way; it is on the leash, so it does not outlive us.
 */
export async function runForeground(options: ForegroundOptions): Promise<number> {
  const { command, args, env, onLine, interrupt } = options;
  const child = spawn(command, args, {
    cwd: repoRoot,
    detached: true,
    stdio: ['ignore', onLine === undefined ? 'inherit' : 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  const onInterrupt = (): void => {
    forward('SIGINT');
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  interrupt?.addEventListener('abort', onInterrupt);
  // Nothing may be awaited before these listeners are set, or a quick child's end is missed.
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  if (onLine !== undefined && child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', onLine);
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  const letGo = identity === undefined ? undefined : holdOnLeash(identity);
  try {
    const [code, signal] = await closed;
    return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
  } catch (error) {
    throw new Failure(`${command} could not be started: ${reasonOf(error)}`);
  } finally {
    letGo?.();
    for (const signal of FORWARDED) process.off(signal, forward);
    interrupt?.removeEventListener('abort', onInterrupt);
  }
}
