import { spawn, type ChildProcess } from 'node:child_process';
import { EngineError, withStderrTail } from './engine-error.js';
import { childEnvironment } from './env.js';
import { createLineReader } from './line-reader.js';
import { signalGroup, trackGroup } from './process-group.js';
import { redactUrls } from './redact.js';

const tailLines = 20;

export interface ProcessRun {
  command: string;
  args: readonly string[];
  cwd?: string | undefined;
  /** Ends the process group; its reason is what `runProcess` rejects with. */
  signal: AbortSignal;
  /** Time between SIGTERM and SIGKILL. */
  killGraceMs: number;
  onStdout?: ((text: string) => void) | undefined;
  /** Called with every line of stderr, also those the tail has forgotten. */
  onStderrLine?: ((line: string) => void) | undefined;
}

export interface ProcessExit {
  exitCode: number | null;
  exitSignal: NodeJS.Signals | null;
  stderrTail: string[];
}

/** Runs one program in a process group of its own, without a shell and without stdin, until all of it has ended. */
export async function runProcess(run: ProcessRun): Promise<ProcessExit> {
  run.signal.throwIfAborted();
  const stderrTail: string[] = [];
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: childEnvironment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr = createLineReader((line) => {
    stderrTail.push(redactUrls(line));
    if (stderrTail.length > tailLines) stderrTail.shift();
    run.onStderrLine?.(line);
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => run.onStdout?.(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr.write(text);
  });

  const untie = tieToSignal(child, run);
  try {
    const [exitCode, exitSignal] = await closed(child, run);
    stderr.end();
    run.signal.throwIfAborted();
    return { exitCode, exitSignal, stderrTail };
  } catch (error) {
    throw withStderrTail(error, stderrTail);
  } finally {
    untie();
  }
}

/** Ends the group when the signal fires: SIGTERM first, SIGKILL after the grace and once more when the leader is gone. */
function tieToSignal(child: ChildProcess, { signal, killGraceMs }: ProcessRun): () => void {
  const { pid } = child;
  if (pid === undefined) return () => undefined;
  const forget = trackGroup(pid);
  let graceTimer: NodeJS.Timeout | undefined;
  const end = (): void => {
    signalGroup(pid, 'SIGTERM');
    graceTimer = setTimeout(() => {
      signalGroup(pid, 'SIGKILL');
    }, killGraceMs);
    child.once('exit', () => {
      signalGroup(pid, 'SIGKILL');
      // A descendant that left the group could hold the pipes open for ever.
      child.stdout?.destroy();
      child.stderr?.destroy();
    });
  };
  signal.addEventListener('abort', end, { once: true });
  return () => {
    clearTimeout(graceTimer);
    signal.removeEventListener('abort', end);
    forget();
  };
}

function closed(
  child: ChildProcess,
  { command }: ProcessRun,
): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT' || cause.code === 'EACCES';
      reject(missing ? missingProgram(command, cause) : cause);
    });
    child.once('close', (code, signal) => {
      resolve([code, signal]);
    });
  });
}

function missingProgram(command: string, cause: Error): EngineError {
  return new EngineError(
    'engineMissing',
    `${command} cannot be started. Install ffmpeg, which brings ffprobe (Debian: apt-get install ffmpeg; macOS: ` +
      `brew install ffmpeg), put both on PATH, or pass ffmpegPath and ffprobePath.`,
    { cause },
  );
}
