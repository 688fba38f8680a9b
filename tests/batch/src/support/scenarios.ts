import { cancelBatch, pauseBatch, resumeBatch, setBatchConcurrency } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { currentRun, statusOf, type Batch } from './batch-world.ts';
import { causeOf, stoppedResultOf } from './endings.ts';
import { held } from './held.ts';
import type { StoreScript } from './memory-batch-store.ts';
import { resetBatch } from './reset-batch.ts';
import { itemsOf } from './scripted-items.ts';
import { pipelineEnds, scriptedPipelines, type ScriptedPipelines } from './scripted-pipelines.ts';
import type { RemoteScript } from './scripted-service.ts';
import { accountBlocked, endsBadly, hangs, succeeds, throttled } from './steps.ts';
import type { UsedWorld } from './use-world.ts';

/** A batch brought to the end of one of its runs, in the way its name says. The history of that run is recorded. */
export interface Scenario {
  readonly script: RemoteScript & StoreScript;
  readonly pipelines?: ScriptedPipelines;
  readonly play: (used: UsedWorld, workflowId: string) => Promise<Pick<Batch, 'fetchHistory'>>;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'batch-hand-over': handedOver(async (batch) =>
    batch.client.getHandle(batch.workflowId, batch.firstExecutionRunId),
  ),
  'batch-carried': handedOver(async (batch) => currentRun(batch)),
  'batch-cancelled': {
    script: {
      list: itemsOf(4),
      items: { 1: [hangs()], 2: [endsBadly()] },
      findRemote: async () => ({ remote: { remoteId: 'task-found', state: 'running' } }),
    },
    play: async ({ world, service }, workflowId) => {
      const settings = { concurrency: { total: 2 }, policy: { backoffMs: 600_000 } };
      const batch = await world.start({ settings }, { workflowId });
      await until('one to hang and one to back off', async () => {
        return service.callsOf(1).length > 0 && (await statusOf(batch)).counts.waiting === 1;
      });
      await batch.cancel();
      await causeOf(batch);
      return batch;
    },
  },
  'batch-cancelled-by-update': {
    script: { list: itemsOf(4), items: { 1: [hangs()] } },
    play: async ({ world, service }, workflowId) => {
      const batch = await world.start({ settings: { concurrency: { total: 1 } } }, { workflowId });
      await until('one to hang', () => service.callsOf(1).length > 0);
      await batch.executeUpdate(cancelBatch, { args: [{ wait: true, reason: 'enough' }] });
      await batch.executeUpdate(cancelBatch, { args: [{ wait: false, reason: 'now' }] });
      await batch.result();
      return batch;
    },
  },
  'batch-parked': {
    script: {
      list: itemsOf(3),
      items: { 0: [accountBlocked, succeeds()], 1: [accountBlocked, throttled(1_500), succeeds()] },
    },
    play: async ({ world }, workflowId) => {
      const settings = { accountProbeMs: 600_000, concurrency: { total: 2 } };
      const batch = await world.start({ settings }, { workflowId });
      await until('both to wait', async () => (await statusOf(batch)).counts.waiting === 2);
      await batch.executeUpdate(resumeBatch, { args: [{}] });
      await batch.result();
      return batch;
    },
  },
  'batch-paused': {
    script: { list: itemsOf(4), items: { 0: [endsBadly(), endsBadly('remoteLost'), succeeds()] } },
    play: async ({ world }, workflowId) => {
      const settings = { searchAttributes: true, concurrency: { total: 1 }, policy: { backoffMs: 1_000 } };
      const batch = await world.start({ settings }, { workflowId });
      await batch.executeUpdate(pauseBatch, { args: [{ reason: 'lunch' }] });
      await batch.executeUpdate(setBatchConcurrency, { args: [{ total: 2, perKind: { video: 2 } }] });
      await batch.executeUpdate(resumeBatch, { args: [{}] });
      await batch.result();
      return batch;
    },
  },
  'batch-stopped': {
    script: {
      list: itemsOf(4),
      otherwise: endsBadly('remoteFailed', { kind: 'invalid_input', message: 'no such codec' }),
    },
    play: async ({ world }, workflowId) => {
      const settings = {
        maxFailures: 0,
        concurrency: { total: 2 },
        spend: { prices: { video: { perItem: 1 } }, cap: 5 },
      };
      const batch = await world.start({ settings }, { workflowId });
      await stoppedResultOf(batch);
      return batch;
    },
  },
  'batch-reset': {
    script: { list: itemsOf(4), items: { 2: [hangs(), succeeds()] } },
    play: async ({ world, service, store }, workflowId) => {
      const batch = await world.start({ settings: { concurrency: { total: 2 } } }, { workflowId });
      await until('a shard', () => store.shards.size > 0 && service.callsOf(2).length === 1);
      const again = await resetBatch(batch, { task: 2 });
      await again.result();
      return again;
    },
  },
  'batch-pipelines': {
    script: { list: itemsOf(3, ['pipeline']) },
    pipelines: scriptedPipelines({ 1: pipelineEnds('failed', 'no sound') }),
    play: async ({ world }, workflowId) => {
      const batch = await world.start({}, { workflowId });
      await batch.result();
      return batch;
    },
  },
};

/** A batch of several runs, with an item that is in flight in more than one. */
function handedOver(recorded: (batch: Batch) => Promise<Pick<Batch, 'fetchHistory'>>): Scenario {
  const slow = held();
  return {
    script: {
      list: itemsOf(20, ['video', 'image']),
      items: { 1: [succeeds(slow.promise)], 2: [endsBadly(), succeeds()] },
    },
    play: async ({ world }, workflowId) => {
      const settings = { concurrency: { total: 3 }, handOverResults: 4 };
      const batch = await world.start({ settings }, { workflowId });
      await until('a hand-over', async () => (await statusOf(batch)).handOvers > 0);
      slow.release();
      await batch.result();
      return recorded(batch);
    },
  };
}
