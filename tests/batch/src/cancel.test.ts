import { until } from '@org/tests-support';
import { CancelledFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { currentRun, statusOf, type Batch } from './support/batch-world.ts';
import { earlyHandOvers } from './support/early-hand-overs.ts';
import { causeOf } from './support/endings.ts';
import { held } from './support/held.ts';
import { makeCurrent, versioned } from './support/releases.ts';
import { runsOf } from './support/runs-of.ts';
import { itemsOf } from './support/scripted-items.ts';
import { hangs, succeeds, untilCancelled } from './support/steps.ts';
import { useWorld, type UsedWorld } from './support/use-world.ts';

const server = earlyHandOvers();

describe('cancelling a batch through Temporal', () => {
  it('settles what is in flight, writes the manifest and ends as cancelled', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(5),
      items: { 1: [hangs()], 2: [hangs()] },
      findRemote: async () => ({ remote: { remoteId: 'task-found', state: 'running' } }),
    });
    const batch = await world.start({ settings: { concurrency: { total: 2 } } });
    await until('both to hang', () => service.callsOf(2).length === 1);
    await batch.cancel();
    expect(await causeOf(batch)).toBeInstanceOf(CancelledFailure);
    expect((await currentRun(batch).describe()).status.name).toBe('CANCELLED');
    expect(store.manifests[0]).toMatchObject({
      input: { state: 'cancelled', reason: 'cancelled through Temporal' },
      counts: { succeeded: 1, cancelled: 2, notStarted: 2 },
    });
    expect(store.manifests[0]?.rows[1]).toMatchObject({ outcome: 'cancelled', leftRunning: true });
    const { phase, manifest } = await statusOf(batch);
    expect(phase).toBe('cancelled');
    expect(manifest?.key).toContain('manifest.json');
  });

  it('while the list is read ends it at once', async (test) => {
    const { expect } = test;
    const { world, store } = await useWorld(test, { onPlan: untilCancelled });
    const batch = await world.start();
    await until('the plan to be under way', () => store.plans.length === 1);
    await batch.cancel();
    expect(await causeOf(batch)).toBeInstanceOf(CancelledFailure);
    expect((await currentRun(batch).describe()).status.name).toBe('CANCELLED');
    expect(store.manifests).toEqual([]);
  });

  it('before its very first task ends it without asking for anything', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { list: itemsOf(3) }, { workflowWorker: false });
    const batch = await world.start();
    await batch.cancel();
    await world.startWorkflowWorker();
    expect(await causeOf(batch)).toBeInstanceOf(CancelledFailure);
    expect((await currentRun(batch).describe()).status.name).toBe('CANCELLED');
    expect(service.calls).toEqual([]);
  });

  it('between two runs settles what the first one left in flight', async (test) => {
    const { expect } = test;
    const [first, slow] = [held(), held()];
    const { world, service, store } = await useWorld(
      test,
      {
        list: itemsOf(40),
        items: { 0: [succeeds(slow.promise)], 1: [succeeds(first.promise)] },
        findRemote: async () => ({ remote: { remoteId: 'task-0-1', state: 'running' } }),
      },
      { address: server.address(), workflowWorker: false },
    );
    const batch = await betweenRuns({ world, service, store }, first.release);
    const before = service.calls.length;
    await batch.cancel();
    await world.startWorkflowWorker(versioned(world, 'v2'));
    expect(await causeOf(batch)).toBeInstanceOf(CancelledFailure);
    expect((await currentRun(batch).describe()).status.name).toBe('CANCELLED');
    expect(await runsOf(batch)).toHaveLength(2);
    expect(service.calls.length).toBe(before);
    const [manifest] = store.manifests;
    expect(manifest?.rows[0]).toMatchObject({
      outcome: 'cancelled',
      remoteId: 'task-0-1',
      leftRunning: true,
    });
    expect(manifest?.counts.cancelled).toBeGreaterThan(0);
    expect(manifest?.notStarted.length).toBeGreaterThan(0);
    slow.release();
  });
});

/**
 * A batch with two lanes whose first run has been handed over and whose next one has no worker yet: it belongs to a
 * release whose worker has stopped.
 */
async function betweenRuns({ world, service }: UsedWorld, goOn: () => void): Promise<Batch> {
  await world.startWorkflowWorker(versioned(world, 'v1'));
  await makeCurrent(world, 'v1');
  const batch = await world.start({ settings: { concurrency: { total: 2 }, handOverResults: 4 } });
  await until('both lanes to be taken', () => service.inFlight.size === 2);
  const next = await world.startWorkflowWorker(versioned(world, 'v2'));
  await makeCurrent(world, 'v2');
  await next.stop();
  goOn();
  await until('the hand-over', async () => (await runsOf(batch)).length === 2);
  return batch;
}
