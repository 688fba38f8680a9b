import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { startProcess, type RunningProcess } from './start-process.ts';

export interface PostgresOptions {
  /** Holds its data and a copy of the server. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default `<dataDir>/postgres.log`. */
  readonly logFile?: string;
  readonly signal?: AbortSignal;
}

export interface RunningPostgres extends RunningProcess {
  /** With its password: for the environment of an app, and for nobody's eyes. */
  readonly connectionString: string;
  /** Of the server itself, for a test that kills it. */
  readonly serverPid: () => number;
}

/** Starts the embedded PostgreSQL as a process on loopback; resolves when it answers. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir } = options;
  const port = options.port ?? (await freePort());
  const file = resolve(dataDir, 'connection');
  mkdirSync(dataDir, { recursive: true });
  rmSync(file, { force: true });
  const program = fileURLToPath(new URL('./postgres-program.ts', import.meta.url));
  const running = await startProcess({
    name: 'postgres',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', program, dataDir, String(port), file],
    env: { NODE_OPTIONS: '' },
    logFile: options.logFile ?? resolve(dataDir, 'postgres.log'),
    ready: () => existsSync(file),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const connectionString = readFileSync(file, 'utf8');
  return { ...running, connectionString, serverPid: () => childOf(running.pid) };
}

/** The server is the one child of our program. */
function childOf(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return Number(child);
}
