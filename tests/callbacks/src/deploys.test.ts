import { randomUUID } from 'node:crypto';
import { until } from '@org/tests-support';
import { expect, it } from 'vitest';
import { answers } from './support/receiver.ts';
import { useReceiver, useWorld } from './support/use-world.ts';

it('a delivery goes on with the newest version of the workers, though they pin everything else', async (test) => {
  const taskQueue = `callbacks-${randomUUID()}`;
  const version = { deploymentName: taskQueue, buildId: 'v1' };
  const workerDeploymentOptions = {
    version,
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'PINNED',
  } as const;
  const world = await useWorld(test, { taskQueue, workflowWorker: { workerDeploymentOptions } });
  await until('v1 to be current', async () => {
    await world.client.workflowService.setWorkerDeploymentCurrentVersion({
      namespace: 'default',
      ...version,
    });
    return true;
  });
  const receiver = await useReceiver(test, [answers(500), answers(200)]);
  const delivery = await world.deliver(receiver.url);
  expect(await delivery.result()).toEqual({ delivered: true, attempts: 2 });
  const { events } = await delivery.fetchHistory();
  const behaviors = events?.flatMap(
    ({ workflowTaskCompletedEventAttributes: task }) => task?.versioningBehavior ?? [],
  );
  // 2 is AUTO_UPGRADE.
  expect(new Set(behaviors)).toEqual(new Set([2]));
});
