import type { BatchManifest, BatchSnapshot, PlannedItem } from '@org/media-contracts';
import { BatchFanOutInputSchema } from '@org/media-contracts/schemas';
import { describe, expect, it } from 'vitest';
import { SHA256 } from '../../testing/batch-samples.js';
import { NOON } from '../../testing/samples.js';
import { stepName } from '../../testing/step-name.js';
import { parentFromManifest } from './from-manifest.js';
import { parentFromSnapshot, readOrigins } from './from-snapshot.js';
import type { ParentBatch } from './parent-batch.js';
import { planBatchRedrive } from './plan-batch-redrive.js';
import { neverPlanned } from './read-parent.js';

const ALL = ['failed', 'cancelled', 'notStarted'] as const;
const first = { workflowId: 'films', runId: 'r1' };
const again = { workflowId: 'films-redrive-1', runId: 'r9' };

const snapshot: BatchSnapshot = {
  version: 1,
  plan: {
    version: 1,
    folder: 'batches/films/r1/plan-x',
    list: { sha256: SHA256, sizeBytes: 10, format: 'csv' },
    total: 100,
    invalid: 3,
    repeated: 3,
    kinds: { video: 54, image: 40 },
    pageSize: 1_000,
    problems: [],
  },
  startedAt: NOON,
  handOvers: 2,
  cursors: { video: 40, image: 30 },
  counts: { succeeded: 58, failed: 2, cancelled: 0 },
  shard: { number: 4, key: 'batches/films/r1/shards/4' },
  concurrency: { total: 5 },
  spendCap: 9,
  spent: 1,
  minutes: {},
  busyMs: 1,
  laneMs: 1,
  calls: 1,
  throttledMs: 0,
  pace: [],
  failures: [],
  unflushed: [
    {
      index: 7,
      kind: 'video',
      ordinal: 3,
      generation: 2,
      startedAt: NOON,
      deadlineAt: NOON + 1,
      remoteId: 'task_7',
    },
    { index: 8, kind: 'image', ordinal: 4, generation: 1, startedAt: NOON, deadlineAt: NOON + 1 },
  ],
};

function parentOf(change: Partial<Parameters<typeof parentFromSnapshot>[0]> = {}): ParentBatch {
  const settings = { account: 'acme', spend: { prices: { video: { perItem: 1 } }, cap: 5 } };
  return parentFromSnapshot({
    snapshot,
    of: first,
    lineage: first,
    settings,
    origins: new Map(),
    ...change,
  });
}

describe('parentFromSnapshot', () => {
  it('hands on what was in flight under the names it has at the service', () => {
    expect(parentOf().unflushed).toEqual([
      {
        index: 7,
        inherited: {
          operation: { operationId: 'films/r1/7', generation: 2, startedAt: NOON },
          remoteId: 'task_7',
        },
      },
      {
        index: 8,
        inherited: { operation: { operationId: 'films/r1/8', generation: 1, startedAt: NOON } },
      },
    ]);
  });
  it('names the operations of a redriven batch by the first batch and by the index there', () => {
    const { unflushed } = parentOf({ of: again, origins: new Map([[7, 70]]) });
    expect(unflushed[0]?.inherited.operation.operationId).toBe('films/r1/70');
  });
  it('counts what has no durable result as not started', () => {
    expect(parentOf().counts).toEqual({ failed: 2, cancelled: 0, notStarted: 94 - 70 + 2 });
  });
  it('keeps the settings, with what was changed while it ran', () => {
    expect(parentOf().settings).toEqual({
      account: 'acme',
      concurrency: { total: 5 },
      spend: { prices: { video: { perItem: 1 } }, cap: 9 },
    });
  });
  it('has no cap when it was lifted', () => {
    const { spendCap: _, ...lifted } = snapshot;
    expect(parentOf({ snapshot: lifted }).settings.spend).not.toHaveProperty('cap');
  });
});

describe('readOrigins', () => {
  it('asks again for what did not fit into an answer', async () => {
    const asked: number[] = [];
    const origins = await readOrigins(
      snapshot,
      async ({ ranges }) => {
        asked.push(ranges.length);
        const kind = ranges[0]?.kind ?? 'video';
        const index = kind === 'video' ? 7 : 8;
        const item: PlannedItem = { index, origin: index * 10, line: 1, kind, ordinal: 0, url: 'u' };
        return { items: [item] };
      },
      new AbortController().signal,
    );
    expect(asked).toEqual([2, 1]);
    expect([...origins]).toEqual([
      [7, 70],
      [8, 80],
    ]);
  });
});

describe('parentFromManifest', () => {
  it('needs nothing but the manifest', () => {
    const file = { name: 'f', sha256: SHA256, sizeBytes: 1, rows: 1 };
    const manifest: BatchManifest = {
      version: 1,
      batch: again,
      lineage: first,
      state: 'completed',
      input: { sha256: SHA256, sizeBytes: 1, format: 'csv' },
      startedAt: NOON,
      endedAt: NOON,
      counts: { total: 9, succeeded: 4, failed: 2, cancelled: 1, invalid: 1, repeated: 0, notStarted: 1 },
      settings: { concurrency: { total: 3 } },
      remoteCalls: 1,
      files: {
        succeeded: file,
        failed: file,
        invalid: file,
        cancelled: file,
        notStarted: file,
        results: file,
      },
      redrive: { planFolder: 'p', lastShard: 's' },
    };
    expect(parentFromManifest(manifest)).toEqual({
      of: again,
      lineage: first,
      planFolder: 'p',
      lastShard: 's',
      unflushed: [],
      settings: { concurrency: { total: 3 } },
      listSha256: SHA256,
      counts: { failed: 2, cancelled: 1, notStarted: 1 },
    });
  });
});

describe('planBatchRedrive', () => {
  it('is an input that a workflow accepts', () => {
    const plan = planBatchRedrive(parentOf(), ALL);
    expect(BatchFanOutInputSchema.safeParse(plan?.input).error?.issues ?? []).toEqual([]);
    expect(plan?.input.redrive).toMatchObject({ of: first, lineage: first, only: ALL });
    expect(plan?.items).toBe(28);
  });
  it('is named after the first batch of the line, so that two redrives at once start one', () => {
    expect(planBatchRedrive(parentOf(), ALL)?.workflowId).toBe('films-redrive-1');
    expect(planBatchRedrive(parentOf({ of: again }), ALL)?.workflowId).toBe('films-redrive-2');
    expect(planBatchRedrive(parentOf(), ALL, 'mine')?.workflowId).toBe('mine');
  });
  it('has nothing to redo when no item has the outcome', () => {
    expect(planBatchRedrive(parentOf(), ['cancelled'])).toBeUndefined();
    expect(planBatchRedrive(parentOf(), ['failed'])?.items).toBe(2);
  });
});

describe('neverPlanned', () => {
  it('leads a redrive back to the batch that it redoes, never to its list', () => {
    expect(neverPlanned('films', undefined).advice(stepName)).toContain('<startBatch>');
    const advice = neverPlanned('films-redrive-1', 'films').advice(stepName);
    expect(advice).toContain('<redriveBatch films true>');
    expect(advice).not.toContain('startBatch');
  });
});
