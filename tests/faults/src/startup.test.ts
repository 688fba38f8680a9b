import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort, repoRoot, startProcess, startTemporal, type RunningProcess } from '@org/dev-stack';
import { onlyStage, resultOf, runBatchRunner, type Stack, startPipeline } from '@org/tests-harness';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { beginStretch, NOTHING } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-startup', worker: false });

interface StartedWorker extends RunningProcess {
  readonly log: () => string;
  readonly readiness: () => Promise<{ ready: boolean; [part: string]: unknown }>;
}

/** A worker that lives, whether it is ready or not. */
async function beginWorker(name: string, env: Readonly<Record<string, string>>): Promise<StartedWorker> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const worker = await startProcess({
    name: `worker ${name}`,
    command: process.execPath,
    args: [join(repoRoot, 'apps/worker/dist/main.js')],
    env: { ...stack().workerEnv, NODE_OPTIONS: '', WORKER_HTTP_PORT: String(port), ...env },
    logFile: join(stack().dataDir, `worker-${name}.log`),
    ready: async () => (await fetch(`${url}/healthz`)).ok,
  });
  onTestFinished(async () => {
    await worker.stop();
  });
  return {
    ...worker,
    log: () => readFileSync(worker.logFile, 'utf8'),
    readiness: async () => (await (await fetch(`${url}/readyz`)).json()) as { ready: boolean },
  };
}

/** The same stack, seen from a client of another Temporal. */
async function behind(address: string): Promise<Stack> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return { ...stack(), client: new Client({ connection }) };
}

describe('a worker', () => {
  it('whose Temporal is not there yet says so, tries again, and works when it comes', async () => {
    const stretch = await beginStretch(stack());
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const worker = await beginWorker('early', { TEMPORAL_ADDRESS: address });
    await until('a second attempt', () => /"attempt":2/.test(worker.log()));
    expect(await worker.readiness()).toMatchObject({
      ready: false,
      temporal: { reason: expect.stringContaining(address) as string },
    });
    expect(worker.log()).toContain('TEMPORAL_ADDRESS');

    const temporal = await startTemporal({ dataDir: join(stack().dataDir, 'late-temporal'), port });
    onTestFinished(async () => {
      await temporal.stop();
    });
    await until('the worker to be ready', async () => (await worker.readiness()).ready);
    const pipeline = await startPipeline(await behind(address), { stages: onlyStage('audio') });
    expect((await resultOf(pipeline)).audioUrl).toBeDefined();
    expect(await stretch.paid()).toMatchObject({ creates: { ...NOTHING, audio: 1 }, duplicates: 0 });
  });

  it('without ffmpeg says what to set, and does what needs none', async () => {
    const stretch = await beginStretch(stack());
    const worker = await beginWorker('no-ffmpeg', { FFMPEG_PATH: '/nonexistent/ffmpeg' });
    const pipeline = await startPipeline(stack(), { stages: onlyStage('audio') });
    expect((await resultOf(pipeline)).audioUrl).toBeDefined();
    expect(worker.log()).toContain('The role check is not started');
    expect(await worker.readiness()).toMatchObject({
      ready: false,
      roles: {
        remote: { ready: true },
        check: { ready: false, reason: expect.stringContaining('FFMPEG_PATH') as string },
      },
    });
    expect(await stretch.paid()).toMatchObject({ creates: { ...NOTHING, audio: 1 }, duplicates: 0 });
  });

  it('whose port is taken ends at once and names the setting', async () => {
    const stretch = await beginStretch(stack());
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    await expect(beginWorker('port', { WORKER_HTTP_PORT: String(port) })).rejects.toThrow(
      new RegExp(`exit code 1[^]*port ${port}[^]*is taken: set WORKER_HTTP_PORT`),
    );
    expect(await stretch.paid()).toMatchObject({ creates: NOTHING });
  });
});

describe('batch-runner', () => {
  it('says that Temporal is away, where it looked, and what to do, with exit code 5', async () => {
    const stretch = await beginStretch(stack());
    const address = `127.0.0.1:${await freePort()}`;
    const away: Stack = { ...stack(), workerEnv: { ...stack().workerEnv, TEMPORAL_ADDRESS: address } };
    const { exitCode, stderr } = await runBatchRunner(away, [
      'pipeline',
      'run',
      'https://media.test/nobody.mp4',
    ]);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`Temporal at ${address} could not be reached`);
    expect(stderr).toContain('./dev up');
    expect(await stretch.paid()).toMatchObject({ creates: NOTHING });
  });
});
