import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { currentRun, statusOf, type Batch } from './support/batch-world.ts';
import { earlyHandOvers } from './support/early-hand-overs.ts';
import { held } from './support/held.ts';
import { makeCurrent, versioned } from './support/releases.ts';
import { runsOf } from './support/runs-of.ts';
import { itemsOf } from './support/scripted-items.ts';
import { succeeds } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const server = earlyHandOvers();

describe('a deploy in the middle of a batch', () => {
  it('leaves the run on its version, and the next run begins on the new one', async (test) => {
    const { expect } = test;
    const [first, second, slow] = [held(), held(), held()];
    const { world, service, store } = await useWorld(
      test,
      {
        list: itemsOf(30),
        items: { 0: [succeeds(slow.promise)], 1: [succeeds(first.promise)], 20: [succeeds(second.promise)] },
      },
      { address: server.address(), workflowWorker: false },
    );
    await world.startWorkflowWorker(versioned(world, 'v1'));
    await makeCurrent(world, 'v1');
    const batch = await world.start({
      settings: { concurrency: { total: 2 }, handOverResults: 4 },
    });
    // Both lanes are taken: nothing ends, so nothing is handed over, until the new version is current.
    await until('both lanes to be taken', () => service.inFlight.size === 2);
    await world.startWorkflowWorker(versioned(world, 'v2'));
    await makeCurrent(world, 'v2');
    expect(await buildsOf(batch)).toEqual([['v1']]);

    first.release();
    await until('the batch to reach item 20', () => service.callsOf(20).length > 0);
    second.release();
    slow.release();
    expect(await batch.result()).toMatchObject({ state: 'completed', counts: { succeeded: 30 } });

    const builds = await buildsOf(batch);
    expect(builds.length).toBeGreaterThan(2);
    // No run changes its version; the first stays, all others go to the new one.
    expect(builds).toEqual(builds.map((_, run) => [run === 0 ? 'v1' : 'v2']));
    // What was in flight across the versions was asked under one id.
    const ids = new Set(service.callsOf(0).map(({ activityId }) => activityId));
    expect(service.callsOf(0).length).toBeGreaterThan(1);
    expect(ids.size).toBe(1);
    expect(store.manifests).toHaveLength(1);
    expect((await statusOf(batch)).phase).toBe('completed');
    const { raw } = await currentRun(batch).describe();
    expect(raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId).toBe('v2');
  });
});

/** The versions that worked on each run, in order. */
async function buildsOf(batch: Batch): Promise<string[][]> {
  return (await runsOf(batch)).map(({ events }) => {
    const builds = events.flatMap(({ workflowTaskCompletedEventAttributes: task }) => {
      const build = task?.deploymentVersion?.buildId;
      return build ? [build] : [];
    });
    return [...new Set(builds)];
  });
}
