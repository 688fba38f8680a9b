import { join } from 'node:path';
import {
  freePort,
  repoRoot,
  startProcess,
  startWorker,
  waitUntil,
  type RunningProcess,
} from '@org/dev-stack';
import { startStack, type Stack } from '@org/tests-harness';
import { temporalAddress } from '@org/tests-support';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { withKeys } from './with-keys.ts';

/** One stack for all tests of a file, on a queue of its own. Its tasks take a third of a second; workers are up to the test. */
export function useStack(taskQueue: string, remoteArgs = ['--simulate', 'constant:300']): () => Stack {
  let stack: Stack | undefined;
  beforeAll(async () => {
    stack = await startStack({
      taskQueue,
      remoteArgs,
      worker: false,
      workerEnv: { WORKER_WATCH_SCALE: '0.1' },
      temporalAddress: temporalAddress(),
    });
  });
  afterAll(async () => {
    await stack?.stop();
  });
  return () => {
    if (!stack) throw new Error('the stack is started before the first test, not while tests are collected');
    return stack;
  };
}

let begun = 0;

export interface WorkerWish {
  readonly keys?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** A worker that polls; it ends with the test at the latest. */
export async function readyWorker(stack: Stack, { keys, env }: WorkerWish): Promise<RunningProcess> {
  const worker = await startWorker({
    dataDir: join(stack.dataDir, `worker-${++begun}`),
    env: { ...withKeys(stack, keys).workerEnv, ...env },
  });
  onTestFinished(async () => {
    await worker.stop();
  });
  return worker;
}

export interface LivingWorker extends RunningProcess {
  /** What `/readyz` says. */
  readonly readiness: () => Promise<string>;
}

/** A worker that lives, whether it polls or not. */
export async function livingWorker(stack: Stack, { keys, env }: WorkerWish): Promise<LivingWorker> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const worker = await startProcess({
    name: 'worker',
    command: process.execPath,
    args: [join(repoRoot, 'apps/worker/dist/main.js')],
    env: { ...withKeys(stack, keys).workerEnv, NODE_OPTIONS: '', WORKER_HTTP_PORT: String(port), ...env },
    logFile: join(stack.dataDir, `living-worker-${++begun}.log`),
    ready: async () => (await fetch(`${url}/healthz`)).ok,
  });
  onTestFinished(async () => {
    await worker.stop();
  });
  return { ...worker, readiness: async () => (await fetch(`${url}/readyz`)).text() };
}

/** Asks until the answer is neither false nor undefined, and returns it. */
export function until<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  return waitUntil(ask, { what, timeoutMs: 60_000 });
}
