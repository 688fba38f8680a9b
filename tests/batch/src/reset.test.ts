import { until } from '@org/tests-support';
import { describe, it, type ExpectStatic } from 'vitest';
import { statusOf } from './support/batch-world.ts';
import { earlyHandOvers } from './support/early-hand-overs.ts';
import { held } from './support/held.ts';
import { resetBatch } from './support/reset-batch.ts';
import { itemsOf } from './support/scripted-items.ts';
import { hangs, succeeds } from './support/steps.ts';
import { useWorld, type UsedWorld } from './support/use-world.ts';

const server = earlyHandOvers();

describe.concurrent('a reset', () => {
  it('asks for the same work again, and its chain of shards leaves out what the other run wrote', async (test) => {
    const { expect } = test;
    const used = await useWorld(test, { list: itemsOf(12), items: { 2: [hangs(), succeeds()] } });
    const { world, service, store } = used;
    const batch = await world.start({ settings: { concurrency: { total: 3 } } });
    await until('shards', () => store.shards.size >= 2 && service.callsOf(2).length === 1);
    const again = await resetBatch(batch, { task: 3 });
    expect((await again.result()).counts).toMatchObject({ succeeded: 12, failed: 0 });
    expectOneIdEach(expect, used);
    const [before, after] = service.callsOf(2);
    expect(after?.runId).not.toBe(before?.runId);
    expect(after?.work.operation.generation).toBe(1);
    // No younger than it was: an old key is looked up, never trusted.
    expect(after?.work.operation.startedAt).toBeLessThanOrEqual(before?.work.operation.startedAt ?? 0);
    const chain = store.manifests[0]?.rows.length ?? 0;
    expect(store.rows().length).toBeGreaterThan(chain);
    expect((await statusOf(batch)).lineage.runId).toBe(batch.firstExecutionRunId);
  });

  it('of a run that was handed over goes on from what that run was given', async (test) => {
    const { expect } = test;
    const slow = held();
    const used = await useWorld(
      test,
      { list: itemsOf(24), items: { 20: [succeeds(slow.promise)] } },
      { address: server.address() },
    );
    const { world, service, store } = used;
    const batch = await world.start({ settings: { concurrency: { total: 3 }, handOverResults: 4 } });
    await until('item 20 in a later run', async () => {
      return service.callsOf(20).length > 0 && (await statusOf(batch)).handOvers > 0;
    });
    // The last run may be so young that it has no second task yet.
    const again = await until('the reset', () => resetBatch(batch, { task: 1 }));
    slow.release();
    expect((await again.result()).counts).toMatchObject({ succeeded: 24, failed: 0 });
    expectOneIdEach(expect, used);
    expect(store.plans).toHaveLength(1);
    expect(store.manifests).toHaveLength(1);
  });
});

/** Every item has been asked for under one activity id, whichever run asked. */
function expectOneIdEach(expect: ExpectStatic, { service, store }: UsedWorld): void {
  for (const { index } of store.manifests[0]?.rows ?? []) {
    expect(new Set(service.callsOf(index).map(({ activityId }) => activityId)).size).toBe(1);
  }
}
