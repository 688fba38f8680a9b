import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot } from './paths.ts';
import { freePort } from './ports.ts';
import { answers } from './start-ittybit-local.ts';
import { startProcess, type RunningProcess } from './start-process.ts';
import { mediaTool } from './tools.ts';

export interface WorkerOptions {
  /** TEMPORAL_ADDRESS, ITTYBIT_API_KEY and whatever else the worker's README lists. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Holds its log. */
  readonly dataDir: string;
  /** Of /healthz, /readyz and /metrics. Default: a free one. */
  readonly port?: number;
  /** Default `<dataDir>/worker.log`. */
  readonly logFile?: string;
  /** Default 90 s: it loads a bundle and connects. */
  readonly readyTimeoutMs?: number;
  /** How far it gives way to others, 0 to 19. Default 0. */
  readonly niceness?: number;
  readonly signal?: AbortSignal;
}

export interface RunningWorker extends RunningProcess {
  /** Of its health and metrics. */
  readonly url: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The memory of a container of 1.5 GiB, as the image of the worker has it. Without bounds V8 and malloc take what a large
 * machine has: 950 MiB were resident where 74 MiB were alive.
 */
const NODE_FLAGS = ['--max-old-space-size=1024', '--max-semi-space-size=16'];
const MALLOC = { MALLOC_ARENA_MAX: '2' };

/** Starts a worker as a process; resolves when it polls. `stop` lets it finish in peace (SIGTERM, then up to 40 s). */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(options.dataDir, { recursive: true });
  const env = {
    FFMPEG_PATH: mediaTool('ffmpeg'),
    FFPROBE_PATH: mediaTool('ffprobe'),
    NODE_OPTIONS: '',
    ...MALLOC,
    ...options.env,
    WORKER_HTTP_PORT: String(port),
  };
  const running = await startProcess({
    name: 'worker',
    command: process.execPath,
    args: [...NODE_FLAGS, resolve(repoRoot, 'apps/worker/dist/main.js')],
    env,
    logFile: options.logFile ?? resolve(options.dataDir, 'worker.log'),
    ready: () => answers(`${url}/readyz`),
    readyTimeoutMs: options.readyTimeoutMs ?? 90_000,
    ...(options.niceness === undefined ? {} : { niceness: options.niceness }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { ...running, url, port, env, stop: ({ graceMs = 40_000 } = {}) => running.stop({ graceMs }) };
}
