import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startTemporal } from '@org/dev-stack';
import { WORKFLOWS, type MediaPipelineWorkflow } from '@org/media-contracts';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { inLanes } from './measure.ts';
import { temporalWorker, threadHeapKiB, watchThreads } from './workflow-threads.ts';

watchThreads();
const { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } = temporalWorker();

/**
 * Heap that one cached pipeline costs the workflow thread, in KiB, and the size of the bundle without its
 * source map. Run as a process of its own. The first pipelines load what all share and are not counted.
 */
async function measureHeap(workflows: number): Promise<{ heapPerWorkflowKiB: number; bundleKiB: number }> {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  const dataDir = mkdtempSync(join(tmpdir(), 'media-heap-'));
  const temporal = await startTemporal({ dataDir });
  const connection = await NativeConnection.connect({ address: temporal.address });
  const client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
  try {
    const workflowsPath = fileURLToPath(import.meta.resolve('@org/media-workflows'));
    const { code } = await bundleWorkflowCode({ workflowsPath, logger });
    const worker = await Worker.create({
      connection,
      taskQueue: 'heap',
      workflowBundle: { code },
      maxCachedWorkflows: workflows * 2,
    });
    const heapPerWorkflowKiB = await worker.runUntil(async () => {
      await cacheWorkflows(client, 20);
      const before = await threadHeapKiB();
      await cacheWorkflows(client, workflows);
      return ((await threadHeapKiB()) - before) / workflows;
    });
    return { heapPerWorkflowKiB, bundleKiB: Buffer.byteLength(withoutSourceMap(code)) / 1024 };
  } finally {
    await client.connection.close();
    await connection.close();
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

async function hasPendingActivity(handle: WorkflowHandle<MediaPipelineWorkflow>): Promise<boolean> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities?.length ?? 0) > 0;
}

function withoutSourceMap(code: string): string {
  return code.split('//# sourceMappingURL=', 1)[0] ?? code;
}

process.stdout.write(`${JSON.stringify(await measureHeap(Number(process.argv[2] ?? 500)))}\n`);
process.exit(0);
