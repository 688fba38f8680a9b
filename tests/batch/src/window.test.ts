import { batchItemStatus, batchSnapshot } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { currentRun, statusOf } from './support/batch-world.ts';
import { held } from './support/held.ts';
import { runsOf } from './support/runs-of.ts';
import { itemAt, itemsOf } from './support/scripted-items.ts';
import { succeeds } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('a batch', () => {
  it('runs every item once, with never more of them in flight than there are lanes', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(test, {
      list: itemsOf(30),
      otherwise: takesTurns(),
    });
    const batch = await world.start({ settings: { concurrency: { total: 4 } } });
    const result = await batch.result();
    expect(result).toMatchObject({ state: 'completed', counts: { total: 30, succeeded: 30, failed: 0 } });
    expect(service.calls).toHaveLength(30);
    expect(service.most['total']).toBeLessThanOrEqual(4);
    expect(store.manifests).toHaveLength(1);
    expect(store.manifests[0]?.rows.map(({ index }) => index)).toEqual(indices(30));
    expect(result.manifest.key).toBe((await statusOf(batch)).manifest?.key);
  });

  it('keeps to the lanes of each kind, and brings all kinds to their end together', async (test) => {
    const { expect } = test;
    // Three times as many images as videos, and the videos first in the list.
    const list = [...itemsOf(10), ...indices(30).map((at) => itemAt(10 + at, 'image'))];
    const { world, service } = await useWorld(test, { list, otherwise: takesTurns() });
    const batch = await world.start({
      settings: { concurrency: { total: 6, perKind: { video: 2, image: 5 } } },
    });
    await batch.result();
    expect(service.most['total']).toBeLessThanOrEqual(6);
    expect(service.most['video']).toBeLessThanOrEqual(2);
    expect(service.most['image']).toBeLessThanOrEqual(5);
    const kinds = service.calls.map(({ work }) => work.kind);
    // Neither kind is over while a third of the other has not begun.
    expect(kinds.lastIndexOf('video')).toBeGreaterThan(kinds.indexOf('image') + 20);
    expect(kinds.filter((kind) => kind === 'image').length).toBe(30);
    expect(kinds.slice(0, 20).filter((kind) => kind === 'video').length).toBeLessThanOrEqual(8);
  });

  it('takes a short list inline', async (test) => {
    const { expect } = test;
    const { world, store } = await useWorld(test);
    const batch = await world.start({ list: { items: itemsOf(2) } });
    expect((await batch.result()).counts.succeeded).toBe(2);
    expect(store.plans[0]?.list).toEqual({ items: itemsOf(2) });
  });

  it('names its operations by workflow, first run and index, and its files in summaries without their query', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { list: itemsOf(3) });
    const batch = await world.start();
    await batch.result();
    const { work, activityId } = service.callsOf(2)[0] ?? {};
    expect(work?.operation).toMatchObject({
      operationId: `${batch.workflowId}/${batch.firstExecutionRunId}/2`,
      generation: 1,
    });
    expect(work?.lineage).toEqual({ workflowId: batch.workflowId, runId: batch.firstExecutionRunId });
    expect(activityId).toMatch(/^g1-[0-9a-f]{16}$/);

    const [run] = await runsOf(batch);
    const event = run?.events.find(
      ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityId === activityId,
    );
    const summary = Buffer.from(event?.userMetadata?.summary?.data ?? '').toString();
    expect(summary).toBe('"video 2: https://media.test/in-2.mp4"');
  });

  it('tells where it and each item stand while it runs, and after its end', async (test) => {
    const { expect } = test;
    const slow = held();
    const { world, service } = await useWorld(test, {
      list: itemsOf(5),
      items: { 1: [succeeds(slow.promise)] },
    });
    const batch = await world.start({ settings: { concurrency: { total: 1 } } });
    await until('item 1', () => service.callsOf(1).length === 1);
    const running = await statusOf(batch);
    expect(running).toMatchObject({
      phase: 'running',
      counts: { total: 5, succeeded: 1, inFlight: 1, waiting: 0, notStarted: 3 },
      kinds: { video: { total: 5, begun: 2, inFlight: 1 } },
      concurrency: { total: 1 },
      handOvers: 0,
    });
    const item = (index: number) => currentRun(batch).query(batchItemStatus, { index });
    expect(await item(1)).toMatchObject({
      index: 1,
      state: 'inFlight',
      kind: 'video',
      url: 'https://media.test/in-1.mp4',
      activityId: service.callsOf(1)[0]?.activityId,
      operation: service.callsOf(1)[0]?.work.operation,
    });
    expect(await item(2)).toMatchObject({ index: 2, state: 'notBegun', kind: 'video' });
    // The server says null for what a query leaves undefined.
    expect((await item(5)) ?? undefined).toBeUndefined();
    const snapshot = await currentRun(batch).query(batchSnapshot);
    expect(snapshot?.unflushed.map(({ index }) => index)).toContain(1);

    slow.release();
    const { counts, manifest } = await batch.result();
    expect(await statusOf(batch)).toMatchObject({ phase: 'completed', counts, manifest });
    expect(await item(1)).toEqual({ index: 1, state: 'unknown' });
    expect(await currentRun(batch).query(batchSnapshot)).toMatchObject({
      unflushed: [],
      cursors: { video: 5 },
      counts: { succeeded: 5, failed: 0, cancelled: 0 },
    });
  });
});

/** Ends after a moment, so that lanes fill up. */
function takesTurns(): ReturnType<typeof succeeds> {
  return (call) => succeeds(new Promise((resolve) => setTimeout(resolve, 30)))(call);
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
