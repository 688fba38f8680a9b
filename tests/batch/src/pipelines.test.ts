import { cancelBatch } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { itemsOf } from './support/scripted-items.ts';
import { pipelineEnds, scriptedPipelines, type PipelineStep } from './support/scripted-pipelines.ts';
import { untilCancelled } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const list = itemsOf(3, ['pipeline']);

/** Waits until it is cancelled, and says how the pipeline ended when it is asked to end it. */
const runs: PipelineStep = async (item) => (item.stop ? pipelineEnds('cancelled')(item) : untilCancelled());

describe.concurrent('a pipeline as an item', () => {
  it('is started under an id made of its operation, and succeeds with its outputs', async (test) => {
    const { expect } = test;
    const pipelines = scriptedPipelines({});
    const { world, store } = await useWorld(test, { list }, { pipelines });
    const batch = await world.start({ settings: { metadata: { show: 'one' } } });
    expect((await batch.result()).counts.succeeded).toBe(3);
    const [call] = pipelines.calls.filter(({ index }) => index === 1);
    expect(call?.item).toMatchObject({
      workflowId: `${batch.workflowId}-item-1-${call?.activityId}`,
      taskQueue: world.taskQueue,
      input: { source: list[1]?.url, account: 'default', metadata: { show: 'one' } },
    });
    expect(store.manifests[0]?.rows[1]?.pipeline?.workflowId).toBe(call?.item.workflowId);
  });

  it.for(['terminated', 'failed', 'timedOut', 'cancelled'] as const)(
    'that was %s frees its lane, and is not started again',
    async (outcome, test) => {
      const { expect } = test;
      const pipelines = scriptedPipelines({ 0: pipelineEnds(outcome, 'an operator did it') });
      const { world, store } = await useWorld(test, { list }, { pipelines });
      const batch = await world.start({ settings: { concurrency: { total: 1 } } });
      expect((await batch.result()).counts).toMatchObject({ succeeded: 2, failed: 1 });
      expect(pipelines.calls).toHaveLength(3);
      expect(store.manifests[0]?.rows[0]).toMatchObject({
        outcome: 'failed',
        ended: true,
        error: { message: 'an operator did it' },
        pipeline: { runId: 'run' },
      });
    },
  );

  it('is stopped when the batch is cancelled, and left alone when its item runs out of time', async (test) => {
    const { expect } = test;
    const pipelines = scriptedPipelines({ 0: runs, 1: runs });
    const { world, store } = await useWorld(test, { list }, { pipelines });
    const batch = await world.start({ settings: { concurrency: { total: 2 } } });
    await until('two to run', () => pipelines.calls.length === 2);
    await batch.executeUpdate(cancelBatch, { args: [{ wait: false }] });
    expect((await batch.result()).counts).toMatchObject({ cancelled: 2, notStarted: 1 });
    const stops = pipelines.calls.filter(({ item }) => item.stop);
    expect(stops.map(({ index }) => index).toSorted()).toEqual([0, 1]);
    expect(store.manifests[0]?.rows[0]).not.toHaveProperty('leftRunning');

    const late = scriptedPipelines({ 0: runs });
    const other = await useWorld(test, { list }, { pipelines: late });
    const slow = await other.world.start({ settings: { policy: { deadlineMs: 2_000 } } });
    expect((await slow.result()).counts).toMatchObject({ succeeded: 2, failed: 1 });
    expect(late.calls.some(({ item }) => item.stop)).toBe(false);
    expect(other.store.manifests[0]?.rows[0]).toMatchObject({
      outcome: 'failed',
      error: { type: 'TimedOut' },
      remoteId: late.calls.find(({ index }) => index === 0)?.item.workflowId,
      leftRunning: true,
    });
  });
});
