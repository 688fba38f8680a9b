import { randomUUID } from 'node:crypto';
import {
  cancelBatch,
  pauseBatch,
  resumeBatch,
  setBatchConcurrency,
  type Concurrency,
} from '@org/media-contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { currentRun, statusOf, type Batch } from './support/batch-world.ts';
import { earlyHandOvers } from './support/early-hand-overs.ts';
import { stoppedResultOf } from './support/endings.ts';
import { held } from './support/held.ts';
import { runsOf } from './support/runs-of.ts';
import { itemsOf } from './support/scripted-items.ts';
import { accountBlocked, after, endsBadly, hangs, succeeds } from './support/steps.ts';
import { updateUntilAnswered } from './support/update-until-answered.ts';
import { useWorld } from './support/use-world.ts';

const server = earlyHandOvers();
const OFTEN = { handOverResults: 4, concurrency: { total: 4 } };

describe.concurrent('a hand-over', () => {
  it('drains nothing: a slow item goes on over several runs, under the same id and generation', async (test) => {
    const { expect } = test;
    const slow = held();
    const { world, service, store } = await useWorld(
      test,
      { list: itemsOf(32), items: { 1: [succeeds(slow.promise)] } },
      { address: server.address() },
    );
    const batch = await world.start({ settings: OFTEN });
    await until('two hands-over', async () => (await statusOf(batch)).handOvers >= 2);
    const calls = await until('the third run to ask for it', () => {
      const known = service.callsOf(1);
      return known.length >= 3 && [...known];
    });
    slow.release();
    expect((await batch.result()).counts).toMatchObject({ succeeded: 32, failed: 0 });

    const [first, ...others] = calls;
    for (const call of others) {
      expect(call.activityId).toBe(first?.activityId);
      expect(call.work).toEqual(first?.work);
      expect(call.runId).not.toBe(first?.runId);
      // The deadline stays where it was: what is left of it gets shorter.
      expect(call.scheduleToCloseMs).toBeLessThan(first?.scheduleToCloseMs ?? 0);
    }
    expect(service.most['total']).toBeLessThanOrEqual(4);
    const ids = service.calls.map(({ activityId }) => activityId);
    expect(new Set(ids).size).toBe(32);
    expect(store.manifests[0]?.rows).toHaveLength(32);
    expect((await statusOf(batch)).phase).toBe('completed');
  });

  it('carries cursors and what is in flight, never the list or the results', async (test) => {
    const { expect } = test;
    const { world, store } = await useWorld(test, { list: itemsOf(30) }, { address: server.address() });
    const batch = await world.start({ settings: OFTEN });
    await batch.result();
    const runs = await runsOf(batch);
    expect(runs.length).toBeGreaterThan(2);
    for (const { events } of runs.slice(1)) {
      const payloads = events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
      const bytes = payloads.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
      expect(bytes).toBeGreaterThan(0);
      expect(bytes).toBeLessThan(4_096);
      // What is carried is read at once, whichever pages it is on.
      const text = Buffer.from(payloads[0]?.data ?? '').toString();
      expect(text).not.toContain('media.test');
      expect(text).not.toContain('outputs.test');
    }
    expect(store.plans).toHaveLength(1);
  });

  it('takes a park, a pause and what waits for another generation along', async (test) => {
    const { expect } = test;
    const slow = held();
    let blocked = true;
    const { world, service } = await useWorld(
      test,
      {
        list: itemsOf(20),
        items: {
          // Waits for its next generation while other items fill the history.
          0: [endsBadly(), succeeds()],
          // A hand-over asks for it again: it is refused as long as the account is.
          8: [after(slow.promise, async (call) => (blocked ? accountBlocked : succeeds())(call))],
        },
      },
      { address: server.address() },
    );
    const batch = await world.start({
      settings: { ...OFTEN, accountProbeMs: 3_600_000, policy: { backoffMs: 4_000 } },
    });
    await until('item 8', () => service.callsOf(8).length > 0);
    await updateUntilAnswered(batch, pauseBatch, [{ reason: 'lunch' }]);
    slow.release();
    await until('the park', async () => (await statusOf(batch)).park !== undefined);
    const before = await statusOf(batch);
    // Updates fill the history of a batch that does nothing else.
    await until('a hand-over', async () => {
      await updateUntilAnswered(batch, setBatchConcurrency, [{ total: 3 }]);
      return (await statusOf(batch)).handOvers > before.handOvers;
    });
    const later = await statusOf(batch);
    expect(later.park).toEqual(before.park);
    expect(later.pause).toEqual(before.pause);
    expect(later.concurrency).toEqual({ total: 3 });
    blocked = false;
    await updateUntilAnswered(batch, resumeBatch, [{}]);
    expect((await batch.result()).counts).toMatchObject({ succeeded: 20, failed: 0 });
    expect(service.callsOf(8).map(({ work }) => work.operation.generation)).toEqual(
      service.callsOf(8).map(() => 1),
    );
    expect(
      service
        .callsOf(0)
        .map(({ work }) => work.operation.generation)
        .at(-1),
    ).toBe(2);
  });

  it('applies each update once that arrives meanwhile', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(
      test,
      { list: itemsOf(40), otherwise: async (call) => (await delay(50), succeeds()(call)) },
      { address: server.address() },
    );
    const batch = await world.start({ settings: OFTEN });
    const sent: string[] = [];
    const isOver = async (): Promise<boolean> => (await batch.describe()).status.name !== 'RUNNING';
    const sender = async (): Promise<void> => {
      while (sent.length < 60) {
        const total = 4 + (sent.length % 3);
        // The batch may end under the last one, which is then given up: nothing may outlive the connection.
        const updateId = await updateUnlessOver(batch, { total }, isOver);
        if (updateId === undefined) return;
        sent.push(updateId);
      }
    };
    await Promise.all([sender(), sender()]);
    expect((await batch.result()).counts.succeeded).toBe(40);
    const applied = (await runsOf(batch)).flatMap(({ events }) =>
      events.flatMap(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => {
        const updateId = accepted?.acceptedRequest?.meta?.updateId ?? accepted?.protocolInstanceId;
        return updateId ? [updateId] : [];
      }),
    );
    expect(sent.length).toBeGreaterThan(3);
    expect(new Set(applied).size).toBe(applied.length);
    expect(applied).toEqual(expect.arrayContaining([...sent]));
  });

  it('gives way to the tolerance when that is crossed in the same moment', async (test) => {
    const { expect } = test;
    // Every result fills the history, and every second one is a failure.
    const failing = { 0: true } as Record<number, boolean>;
    for (let index = 0; index < 40; index += 2) failing[index] = true;
    const permanently = endsBadly('remoteFailed', { kind: 'invalid_input', message: 'no such codec' });
    const { world, store } = await useWorld(
      test,
      {
        list: itemsOf(40),
        otherwise: async (call) => (failing[call.index] ? permanently : succeeds())(call),
      },
      { address: server.address() },
    );
    const batch = await world.start({
      settings: { handOverResults: 1, concurrency: { total: 4 }, maxFailures: 11 },
    });
    const { counts, state } = await stoppedResultOf(batch);
    expect(state).toBe('stopped');
    expect(counts.failed).toBeGreaterThan(11);
    expect(counts.failed + counts.succeeded + counts.notStarted).toBe(40);
    expect(store.manifests).toHaveLength(1);
    expect((await statusOf(batch)).handOvers).toBeGreaterThan(0);
  });

  it('gives way to a cancellation by an update', async (test) => {
    const { expect } = test;
    const { world, service, store } = await useWorld(
      test,
      { list: itemsOf(60), items: { 3: [hangs()] } },
      { address: server.address() },
    );
    const batch = await world.start({ settings: { ...OFTEN, handOverResults: 1 } });
    await until('a hand-over', async () => (await statusOf(batch)).handOvers > 0);
    await updateUntilAnswered(batch, cancelBatch, [{ wait: false, reason: 'enough' }]);
    const { state, counts } = await batch.result();
    expect(state).toBe('cancelled');
    expect(counts.succeeded + counts.cancelled + counts.notStarted).toBe(60);
    const left = store.manifests[0]?.rows.find(({ index }) => index === 3);
    expect(left?.outcome).toBe('cancelled');
    expect(service.lookUps.map(({ input }) => input).join()).toContain('in-3.');
  });
});

/** The id under which the update was answered; undefined when the batch ended first. */
async function updateUnlessOver(
  batch: Batch,
  concurrency: Concurrency,
  isOver: () => Promise<boolean>,
): Promise<string | undefined> {
  const updateId = randomUUID();
  const end = await until('the answer to an update', async () => {
    if (await isOver()) return 'over';
    await currentRun(batch).executeUpdate(setBatchConcurrency, { args: [concurrency], updateId });
    return 'answered';
  });
  return end === 'answered' ? updateId : undefined;
}
