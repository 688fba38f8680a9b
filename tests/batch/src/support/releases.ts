import { until } from '@org/tests-support';
import type { WorkerOptions } from '@temporalio/worker';
import type { BatchWorld } from './batch-world.ts';

/** A worker of a release, as `apps/worker` makes it with WORKER_DEPLOYMENT_NAME and WORKER_BUILD_ID. */
export function versioned(world: BatchWorld, buildId: string): Partial<WorkerOptions> {
  return {
    workerDeploymentOptions: {
      version: { deploymentName: world.taskQueue, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  };
}

/** As soon as the server has heard of the version from its worker. */
export async function makeCurrent({ client, taskQueue }: BatchWorld, buildId: string): Promise<void> {
  await until(`${buildId} to be current`, async () => {
    await client.workflowService.setWorkerDeploymentCurrentVersion({
      namespace: 'default',
      deploymentName: taskQueue,
      buildId,
    });
    return true;
  });
}
