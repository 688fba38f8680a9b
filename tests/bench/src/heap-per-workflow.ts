import { startTemporal } from '@org/dev-stack';
import { WORKFLOWS, type MediaPipelineWorkflow } from '@org/media-contracts';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inLanes } from './measure.ts';

/**
 * Heap that one cached pipeline costs a worker, printed as JSON. Run as a process of its own with
 * `--expose-gc`: `debugMode` keeps workflows in the main thread, where the heap can be read.
 */
async function measureHeap(workflows: number): Promise<{ heapPerWorkflowKiB: number; bundleKiB: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'media-heap-'));
  const temporal = await startTemporal({ dataDir });
  try {
    const { code } = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(import.meta.resolve('@org/media-workflows')),
    });
    const connection = await NativeConnection.connect({ address: temporal.address });
    const worker = await Worker.create({
      connection,
      taskQueue: 'heap',
      workflowBundle: { code },
      maxCachedWorkflows: workflows * 2,
      debugMode: true,
    });
    const client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
    const heapPerWorkflowKiB = await worker.runUntil(async () => {
      await cacheWorkflows(client, 20);
      const before = heapKiB();
      await cacheWorkflows(client, workflows);
      return (heapKiB() - before) / workflows;
    });
    await client.connection.close();
    await connection.close();
    return { heapPerWorkflowKiB, bundleKiB: Buffer.byteLength(withoutSourceMap(code)) / 1024 };
  } finally {
    await temporal.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

let started = 0;

/** Starts pipelines that wait for an activity nobody polls for, so that they stay in the cache. */
async function cacheWorkflows(client: Client, count: number): Promise<void> {
  const handles = await inLanes(Array.from({ length: count }), 20, () =>
    client.workflow.start<MediaPipelineWorkflow>(WORKFLOWS.mediaPipeline, {
      taskQueue: 'heap',
      workflowId: `heap-${++started}`,
      args: [{ source: `https://media.test/${started}.mp4` }],
    }),
  );
  for (const handle of handles) while (!(await hasPendingActivity(handle))) await delay(100);
}

async function hasPendingActivity(handle: {
  describe: () => Promise<{ raw: { pendingActivities?: unknown[] | null } }>;
}): Promise<boolean> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities?.length ?? 0) > 0;
}

function heapKiB(): number {
  if (!globalThis.gc) throw new Error('Run with --expose-gc.');
  for (let round = 0; round < 4; round++) globalThis.gc();
  return process.memoryUsage().heapUsed / 1024;
}

function withoutSourceMap(code: string): string {
  return code.split('//# sourceMappingURL=', 1)[0] ?? code;
}

process.stdout.write(`${JSON.stringify(await measureHeap(Number(process.argv[2] ?? 500)))}\n`);
process.exit(0);
