import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { roleTaskQueue } from '@org/media-contracts';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { BareActivities } from './bare-loop-workflow.ts';

/**
 * A worker for the bare loop, in a process of its own: `bare-worker <address> <task queue>`.
 *
 * A test must not import an app, so the options of `apps/worker/src/temporal/worker-options.ts` and
 * `install-runtime.ts` are repeated here; they have to be the same, or the comparison is none.
 */
const [address = '', taskQueue = ''] = process.argv.slice(2);

const logger = new DefaultLogger('WARN');
Runtime.install({
  logger,
  shutdownSignals: [],
  telemetryOptions: {
    logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } },
    metrics: {
      prometheus: {
        bindAddress: `127.0.0.1:${await freePort()}`,
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
      },
    },
  },
});
const connection = await NativeConnection.connect({ address });
const workflows = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./bare-loop-workflow.ts', import.meta.url)),
    logger,
  }),
  maxConcurrentWorkflowTaskExecutions: 20,
  maxCachedWorkflows: 1_000,
  workflowThreadPoolSize: 1,
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 4, maximum: 10 },
  stickyQueueScheduleToStartTimeout: '5s',
});
const activities: BareActivities = { nothing: async () => undefined };
const remote = await Worker.create({
  connection,
  taskQueue: roleTaskQueue(taskQueue, 'remote'),
  activities: { ...activities },
  maxConcurrentActivityTaskExecutions: 200,
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 20 },
  maxHeartbeatThrottleInterval: '10s',
  defaultHeartbeatThrottleInterval: '10s',
});
process.once('SIGTERM', () => {
  workflows.shutdown();
  remote.shutdown();
});
await Promise.all([workflows.run(), remote.run()]);
await connection.close();
process.exit(0);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  server.close();
  await once(server, 'close');
  return typeof place === 'object' && place !== null ? place.port : 0;
}
