import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { freePort, repoRoot, startProcess, startTemporal, startWorker } from '@org/dev-stack';
import { resultOf, startPipeline } from '@org/tests-harness';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ENDLESS, useSimulatedStack } from './support/simulated-stack.ts';
import { until } from './support/until.ts';

const stack = useSimulatedStack('stack-worker');

/** The samples of a metrics page: its name with labels, in the order the page has them, and its value. */
async function readMetrics(): Promise<ReadonlyMap<string, number>> {
  const page = await (await fetch(`${stack().worker?.current().url ?? ''}/metrics`)).text();
  const samples = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

describe('a worker', () => {
  it('is alive but not ready until Temporal is there, and says so by status code', async () => {
    const temporalPort = await freePort();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const worker = await startProcess({
      name: 'worker',
      command: process.execPath,
      args: [join(repoRoot, 'apps/worker/dist/main.js')],
      env: {
        ...stack().workerEnv,
        NODE_OPTIONS: '',
        TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
        WORKER_HTTP_PORT: String(port),
      },
      logFile: join(stack().dataDir, 'early-worker.log'),
      ready: async () => (await fetch(`${url}/healthz`)).status === 200,
    });
    onTestFinished(async () => {
      await worker.stop();
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const temporal = await startTemporal({ dataDir: join(stack().dataDir, 'late'), port: temporalPort });
    onTestFinished(async () => {
      await temporal.stop();
    });
    await until('the worker to be ready', async () => (await fetch(`${url}/readyz`)).status === 200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('counts on one page what the SDK did and which remote calls it made, by kind and outcome', async () => {
    const mark = await stack().admin.mark();
    await stack().admin.setFaults([{ fault: 'serverError', route: 'create', count: 1 }]);
    await resultOf(await startPipeline(stack()));
    const metrics = await readMetrics();
    const { outcomes } = await stack().admin.ledger(mark);
    expect(outcomes['create']).toEqual({ 201: 4, 503: 1 });
    const calls = (outcome: string): number | undefined =>
      metrics.get(`media_remote_calls_total{call="create",outcome="${outcome}"}`);
    expect({ ok: calls('ok'), transient: calls('transient') }).toEqual({ ok: 4, transient: 1 });
    expect(metrics.get('media_remote_tasks_total{kind="video",outcome="succeeded"}')).toBe(2);
    expect(metrics.get('temporal_sdk_metrics_up')).toBe(1);
    const names = new Set([...metrics.keys()].map((sample) => sample.split('{')[0]));
    for (const name of [
      'temporal_workflow_completed_total',
      'temporal_activity_execution_latency_seconds_bucket',
      'media_activities_running',
      'media_remote_gate_held_seconds',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(names).toContain(name);
  });

  it('asked to stop while it waits hands over and ends with 0; the next one pays for nothing again', async () => {
    const worker = await startWorker({
      dataDir: join(stack().dataDir, 'second'),
      env: { ...stack().workerEnv, TASK_QUEUE: 'stack-worker-stop', LOG_LEVEL: 'info' },
    });
    const mark = await stack().admin.mark();
    const pipeline = await startPipeline(
      { ...stack(), taskQueue: 'stack-worker-stop' },
      { stages: { ingest: { options: ENDLESS } }, heartbeatTimeoutMs: 20_000 },
    );
    await until('the wait for the remote task', async () => {
      const { raw } = await pipeline.describe();
      return raw.pendingActivities?.some(({ heartbeatDetails }) => Boolean(heartbeatDetails));
    });
    // Killed after its grace, it would have no exit code.
    expect(await worker.stop({ graceMs: 30_000 })).toEqual({ code: 0, signal: null });
    const log = readFileSync(worker.logFile, 'utf8');
    expect(log).toContain('Shutting down');
    expect(log).toContain('"msg":"Ended"');

    const next = await startWorker({
      dataDir: join(stack().dataDir, 'third'),
      env: { ...stack().workerEnv, TASK_QUEUE: 'stack-worker-stop' },
    });
    onTestFinished(async () => {
      await next.stop();
    });
    await until('the next worker to wait for the same task', async () => {
      const { raw } = await pipeline.describe();
      return raw.pendingActivities?.some(
        ({ attempt, lastWorkerIdentity }) =>
          Number(attempt) === 2 && lastWorkerIdentity?.includes(String(next.pid)),
      );
    });
    const { creates, duplicates } = await stack().admin.ledger(mark);
    expect({ creates, duplicates }).toEqual({ creates: 1, duplicates: [] });
    await pipeline.terminate();
  });
});
