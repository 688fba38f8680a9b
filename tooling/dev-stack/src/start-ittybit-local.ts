import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot } from './paths.ts';
import { freePort } from './ports.ts';
import { startProcess, type RunningProcess } from './start-process.ts';
import { mediaTool } from './tools.ts';

export interface IttybitLocalOptions {
  /** Holds its state and its results. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default `local-test-key`. */
  readonly apiKey?: string;
  /** Files of this folder are served under `/inputs/`. */
  readonly inputsDir?: string;
  /** Whether sources may lie on loopback or in a private network. Default true: the stack is on loopback. */
  readonly allowPrivateAddresses?: boolean;
  /** Tasks worked on at once. Default 2. */
  readonly concurrency?: number;
  /** Default `<dataDir>/ittybit-local.log`. */
  readonly logFile?: string;
  /** More options of its command line, e.g. faults. */
  readonly args?: readonly string[];
  /** How far it gives way to others, 0 to 19. Default 0. */
  readonly niceness?: number;
  readonly signal?: AbortSignal;
}

export interface RunningIttybitLocal extends RunningProcess {
  readonly url: string;
  readonly port: number;
  /** What a worker needs to use it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts ittybit-local as a process on loopback; resolves when it is healthy. */
export async function startIttybitLocal(options: IttybitLocalOptions): Promise<RunningIttybitLocal> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const apiKey = options.apiKey ?? 'local-test-key';
  const inputsDir = options.inputsDir ?? resolve(options.dataDir, 'inputs');
  mkdirSync(inputsDir, { recursive: true });
  const running = await startProcess({
    name: 'ittybit-local',
    command: process.execPath,
    args: [
      resolve(repoRoot, 'packages/ittybit-local/dist/bin.js'),
      ...['--data', options.dataDir, '--port', String(port), '--host', '127.0.0.1', '--inputs', inputsDir],
      ...(options.allowPrivateAddresses === false ? [] : ['--allow-private']),
      ...['--concurrency', String(options.concurrency ?? 2)],
      ...(options.args ?? []),
    ],
    env: {
      ITTYBIT_LOCAL_API_KEY: apiKey,
      FFMPEG_PATH: mediaTool('ffmpeg'),
      FFPROBE_PATH: mediaTool('ffprobe'),
      NODE_OPTIONS: '',
    },
    logFile: options.logFile ?? resolve(options.dataDir, 'ittybit-local.log'),
    ready: () => answers(`${url}/_local/health`),
    ...(options.niceness === undefined ? {} : { niceness: options.niceness }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { ...running, url, port, env: { ITTYBIT_API_KEY: apiKey, ITTYBIT_BASE_URL: url } };
}

/** Whether a URL answers with success. Throws what keeps it from answering. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
