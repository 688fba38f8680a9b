import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Failure, reasonOf } from './failure.ts';
import { giveWay } from './give-way.ts';
import { holdOnLeash } from './hold-on-leash.ts';
import { logSize, tailOf, withLog } from './open-log.ts';
import { identityOf, type ProcessIdentity } from './process-identity.ts';
import { signalGroup } from './signal-group.ts';
import { pause, waitUntil } from './wait-until.ts';

export interface ProcessOptions {
  /** For messages, e.g. `temporal`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment; `undefined` takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** How far it gives way to others, 0 to 19. Default 0. */
  readonly niceness?: number;
  /** Receives stdout and stderr, appended. */
  readonly logFile: string;
  /** Asked until true; the process counts as started only then. */
  readonly ready?: () => boolean | Promise<boolean>;
  /** Default 60 s. */
  readonly readyTimeoutMs?: number;
  /** Whether a process that ended like this before it was ready is worth starting again: three times at most. */
  readonly worthAnotherStart?: (exit: ProcessExit) => boolean;
  readonly signal?: AbortSignal;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: ProcessIdentity;
  readonly logFile: string;
  readonly exited: Promise<ProcessExit>;
  /** SIGTERM, then, after `graceMs` (default 10 s), SIGKILL to it and its children. Resolves when it is gone. */
  readonly stop: (options?: { graceMs?: number }) => Promise<ProcessExit>;
  /** SIGKILL to the process alone, as a crash would be. Resolves when it is gone. */
  readonly kill9: () => Promise<ProcessExit>;
}

const MOST_STARTS = 3;

/**
 * Starts a process in a group of its own (so that Ctrl-C in a terminal reaches only us, who stop things
 * in order), with its output in a log, and on a leash: it does not outlive this process.
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  for (let start = 1; ; start++) {
    try {
      return await startOnce(options);
    } catch (error) {
      const again = error instanceof EndedEarly && options.worthAnotherStart?.(error.exit) === true;
      if (!again || start === MOST_STARTS) throw error;
    }
  }
}

async function startOnce(options: ProcessOptions): Promise<RunningProcess> {
  const from = logSize(options.logFile);
  const child = await spawnInGroup(options);
  const pid = child.pid ?? 0;
  if (options.niceness !== undefined) giveWay(pid, options.niceness);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const identity = identityOf(pid);
  if (identity === undefined) throw new EndedEarly(options, await exited, from);
  const letGo = holdOnLeash(identity);
  void exited.then(letGo);
  const running: RunningProcess = {
    name: options.name,
    pid,
    identity,
    logFile: options.logFile,
    exited,
    stop: async ({ graceMs = 10_000 } = {}) => {
      child.kill('SIGTERM');
      const timer = new AbortController();
      void exited.then(() => {
        timer.abort();
      });
      await pause(graceMs, timer.signal);
      signalGroup(identity, 'SIGKILL');
      return exited;
    },
    kill9: () => {
      child.kill('SIGKILL');
      return exited;
    },
  };
  await becomeReady(running, options, from);
  return running;
}

async function spawnInGroup(options: ProcessOptions): Promise<ChildProcess> {
  const child = withLog(options.logFile, (log) =>
    spawn(options.command, options.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...options.env },
      cwd: options.cwd,
    }),
  );
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Failure(`${options.name} could not be started: ${reasonOf(error)}`);
  }
  return child;
}

async function becomeReady(running: RunningProcess, options: ProcessOptions, from: number): Promise<void> {
  const { ready } = options;
  if (ready === undefined) return;
  let exit: ProcessExit | undefined;
  void running.exited.then((how) => (exit = how));
  try {
    await waitUntil(async () => exit !== undefined || (await ready()), {
      what: `${options.name} to become ready (its log is ${options.logFile})`,
      timeoutMs: options.readyTimeoutMs ?? 60_000,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    await running.stop();
    throw error;
  }
  if (exit !== undefined) throw new EndedEarly(options, exit, from);
}

class EndedEarly extends Failure {
  readonly exit: ProcessExit;

  constructor({ name, logFile }: ProcessOptions, exit: ProcessExit, from: number) {
    super(
      `${name} ended before it was ready (${describeExit(exit)}). The end of its log ${logFile}:\n${tailOf(logFile, from)}`,
    );
    this.exit = exit;
  }
}

export function describeExit({ code, signal }: ProcessExit): string {
  return signal === null ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`;
}
