import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot } from './paths.ts';
import { freePort } from './ports.ts';
import { answers } from './start-ittybit-local.ts';
import { startProcess, type RunningProcess } from './start-process.ts';

export interface ApiOptions {
  /** DATABASE_URL, TEMPORAL_ADDRESS and whatever else the API's README lists. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Holds its log. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default `<dataDir>/api.log`. */
  readonly logFile?: string;
  readonly signal?: AbortSignal;
}

export interface RunningApi extends RunningProcess {
  readonly url: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const apiProgram = resolve(repoRoot, 'apps/api/dist/main.js');

/** Starts the API as a process; resolves when the catalog and Temporal answer it. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(options.dataDir, { recursive: true });
  const env = { NODE_OPTIONS: '', ...options.env, API_PORT: String(port) };
  const running = await startProcess({
    name: 'api',
    command: process.execPath,
    args: [apiProgram],
    env,
    logFile: options.logFile ?? resolve(options.dataDir, 'api.log'),
    ready: () => answers(`${url}/readyz`),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { ...running, url, port, env };
}
