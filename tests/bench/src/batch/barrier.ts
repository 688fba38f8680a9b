import { fileURLToPath } from 'node:url';
import { roleTaskQueue } from '@org/media-contracts';
import type { Stack } from '@org/tests-harness';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { barrierFanOut } from './barrier-workflow.ts';
import type { MakespanLoad } from './makespan.ts';
import { timeSpent, type TimeSpent } from './time-spent.ts';

const TASK_QUEUE = 'barrier';

/** Runs the barrier's workflow here; its activities are those of the stack's worker. */
export async function measureBarrier(
  stack: Stack,
  { barrierItems: items, lanes, heartbeatTimeoutMs, say }: MakespanLoad,
): Promise<TimeSpent> {
  say(`barrier: ${items} items in chunks of 200`);
  const logger = new DefaultLogger('ERROR');
  // By default the SDK would swallow the first Ctrl-C.
  Runtime.install({ logger, shutdownSignals: [] });
  const connection = await NativeConnection.connect({ address: stack.workerEnv['TEMPORAL_ADDRESS'] ?? '' });
  try {
    const workflowsPath = fileURLToPath(new URL('./barrier-workflow.ts', import.meta.url));
    const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
    const worker = await Worker.create({ connection, taskQueue: TASK_QUEUE, workflowBundle });
    const mark = await stack.admin.mark();
    const input = {
      remoteTaskQueue: roleTaskQueue(stack.taskQueue, 'remote'),
      urlPrefix: 'https://media.test/barrier',
      items,
      lanes,
      heartbeatTimeoutMs,
    };
    const handle = await worker.runUntil(async () => {
      const options = { taskQueue: TASK_QUEUE, workflowId: 'barrier', args: [input] as [typeof input] };
      const started = await stack.client.workflow.start<typeof barrierFanOut>('barrierFanOut', options);
      await started.result();
      return started;
    });
    return await timeSpent(stack.client, {
      workflowId: handle.workflowId,
      firstRunId: handle.firstExecutionRunId,
      lanes,
      lastActivity: 'processFile',
      ledger: await stack.admin.ledger(mark),
    });
  } finally {
    await connection.close();
  }
}
