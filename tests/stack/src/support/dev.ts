import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, repoRoot, startProcess, type RunningProcess } from '@org/dev-stack';

/** What a call of `./dev` said, and how it ended. */
interface DevAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningUp extends RunningProcess {
  /** What it has printed so far, on stdout and stderr. */
  readonly said: () => string;
  /** The process ids of what it started, by name. */
  readonly children: Readonly<Record<string, number>>;
}

/** `./dev` with data, ports and logs of its own: the user's are never touched, and may be in use. */
export interface Dev {
  readonly folder: string;
  readonly ports: Readonly<Record<'temporal' | 'ui' | 'ittybit' | 'workerHttp' | 'postgres' | 'api', number>>;
  /** Runs a command to its end. */
  readonly run: (args: readonly string[], env?: Environment, patienceMs?: number) => Promise<DevAnswer>;
  /** Resolves when the stack is ready. @throws with the end of what it said, if it ends before that. */
  readonly up: () => Promise<RunningUp>;
  /** Which of its ports something listens on. */
  readonly portsInUse: () => Promise<string[]>;
  readonly remove: () => void;
}

type Environment = Readonly<Record<string, string>>;

/** `up` says in this file what it runs. */
interface StackRecord {
  readonly processes: Readonly<Record<string, { readonly pid: number }>>;
  readonly addresses?: unknown;
}

const program = join(repoRoot, 'dev');

/** Longer than any call takes on a slow machine, and shorter than a test may: one that hangs is told to end. */
const PATIENCE_MS = 200_000;

export async function prepareDev(): Promise<Dev> {
  const folder = mkdtempSync(join(tmpdir(), 'dev-'));
  const ports = await choosePorts(folder);
  const environment = environmentOf(folder);
  const record = (): StackRecord | undefined => readRecord(join(folder, 'data/stack.json'));
  return {
    folder,
    ports,
    run: (args, env = {}, patienceMs = PATIENCE_MS) => runToEnd(args, { ...environment, ...env }, patienceMs),
    up: async () => {
      const logFile = join(folder, 'up.log');
      const running = await startProcess({
        name: './dev up',
        command: program,
        args: ['up'],
        env: environment,
        logFile,
        ready: () => record()?.addresses !== undefined,
        readyTimeoutMs: 120_000,
      });
      const processes = Object.entries(record()?.processes ?? {}).map(([name, { pid }]) => [name, pid]);
      return {
        ...running,
        said: () => readFileSync(logFile, 'utf8'),
        children: Object.fromEntries(processes) as Record<string, number>,
      };
    },
    portsInUse: async () => {
      const taken = await Promise.all(
        Object.entries(ports).map(async ([name, port]) => ((await listens(port)) ? name : '')),
      );
      return taken.filter((name) => name !== '');
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Those that ./dev would look for first may be the ones of the user's own stack, which stands still now. */
async function choosePorts(folder: string): Promise<Dev['ports']> {
  const ports = {
    temporal: await freePort(),
    ui: await freePort(),
    ittybit: await freePort(),
    workerHttp: await freePort(),
    postgres: await freePort(),
    api: await freePort(),
  };
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/ports.json'), JSON.stringify(ports));
  return ports;
}

/** What the shell of a person or of the test runner sets must not leak into a test. */
function environmentOf(folder: string): Record<string, string> {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^(TEMPORAL_(?!CLI)|ITTYBIT_|WORKER_|VITEST|NODE_OPTIONS)/.test(name),
  );
  return { ...(Object.fromEntries(ours) as Record<string, string>), MEDIA_DEV_DATA: folder };
}

function runToEnd(args: readonly string[], env: Environment, timeout: number): Promise<DevAnswer> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, timeout }, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
      else reject(new Error(`./dev ${args.join(' ')} gave no exit code: ${stderr}`, { cause: error }));
    });
  });
}

function readRecord(file: string): StackRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackRecord;
  } catch {
    return undefined;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
