import { describe, expect, it } from 'vitest';
import type { BatchPlan, BatchRedrive, BatchRow, InheritedItem, PlannedItem } from '@org/media-contracts';
import { createMemoryStore, type MemoryStore } from '../../testing/memory-store.js';
import { writeShard } from '../results/write-shard.js';
import { planBatch } from './plan-batch.js';

const PARENT = 'batches/first/run1';
const CHILD = 'batches/second/run2';
const of = { workflowId: 'first', runId: 'run1' };
const { signal } = new AbortController();

const operation = (index: number, generation = 1) => ({
  operationId: `first/run1/${index}`,
  generation,
  startedAt: 5,
});
const row = (index: number, outcome: BatchRow['outcome'], more: Partial<BatchRow> = {}): BatchRow => ({
  index,
  kind: index % 2 === 0 ? 'video' : 'image',
  outcome,
  operation: operation(index),
  startedAt: 1,
  endedAt: 2,
  ...more,
});

const plan = (store: MemoryStore, input: Parameters<typeof planBatch>[1]['input']): Promise<BatchPlan> =>
  planBatch(
    {
      store,
      fetch: () => Promise.reject(new Error('not used')),
      allowPrivateAddresses: false,
      randomId: () => 'x',
    },
    { input, signal, onProgress: () => undefined },
  );

/** A batch of `count` items, every second one an image; line 1 is invalid and the last line repeats the one before. */
async function parentOf(count: number): Promise<{ store: MemoryStore; plan: BatchPlan }> {
  const store = createMemoryStore();
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({ url: `https://m.test/${at}`, kind: at % 2 === 0 ? 'video' : 'image', id: `id${at}` }),
  );
  store.objects.set('list', Buffer.from([...lines, 'oops', lines.at(-1)].join('\n')));
  return { store, plan: await plan(store, { prefix: PARENT, list: { key: 'list', format: 'jsonl' } }) };
}

async function writeShards(store: MemoryStore, shards: readonly BatchRow[][]): Promise<string | undefined> {
  let predecessor: string | undefined;
  for (const [at, rows] of shards.entries()) {
    const input = {
      prefix: PARENT,
      number: at + 1,
      runId: 'run1',
      rows,
      ...(predecessor !== undefined && { predecessor }),
    };
    predecessor = (await writeShard({ store, input, signal })).key;
  }
  return predecessor;
}

interface Redriving extends Partial<BatchRedrive> {
  readonly shards?: readonly BatchRow[][];
  readonly count?: number;
}

async function redrive({
  shards = [],
  count = 8,
  ...change
}: Redriving): Promise<{ plan: BatchPlan; parent: BatchPlan; items: PlannedItem[]; store: MemoryStore }> {
  const { store, plan: parent } = await parentOf(count);
  const lastShard = await writeShards(store, shards);
  const input: BatchRedrive = {
    of,
    lineage: of,
    planFolder: parent.folder,
    unflushed: [],
    only: ['failed', 'cancelled', 'notStarted'],
    ...(lastShard !== undefined && { lastShard }),
    ...change,
  };
  const planned = await plan(store, { prefix: CHILD, redrive: input });
  return { plan: planned, parent, items: itemsOf(store, planned), store };
}

function itemsOf(store: MemoryStore, { folder }: BatchPlan): PlannedItem[] {
  const pages = [...store.objects].filter(([key]) => key.startsWith(`${folder}/pages/`));
  const items = pages.flatMap(([, page]) =>
    page
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as PlannedItem),
  );
  return items.sort((a, b) => a.index - b.index);
}

const SHARDS = [
  [row(0, 'succeeded'), row(3, 'failed', { remoteId: 'r3', ended: true, operation: operation(3, 3) })],
  [row(1, 'cancelled', { remoteId: 'r1' }), row(2, 'failed')],
];

describe('planRedrive', () => {
  it('plans what did not succeed under new indices, in the old order, with origin, line and inheritance', async () => {
    const unflushed: { index: number; inherited: InheritedItem }[] = [
      { index: 5, inherited: { operation: operation(5), remoteId: 'r5' } },
    ];
    const { plan: planned, parent, items, store } = await redrive({ shards: SHARDS, unflushed });
    expect(
      items.map(({ index, origin, line, kind, ordinal }) => [index, origin, line, kind, ordinal]),
    ).toEqual([
      [0, 1, 2, 'image', 0],
      [1, 2, 3, 'video', 0],
      [2, 3, 4, 'image', 1],
      [3, 4, 5, 'video', 1],
      [4, 5, 6, 'image', 2],
      [5, 6, 7, 'video', 2],
      [6, 7, 8, 'image', 3],
    ]);
    expect(items.map(({ inherited }) => inherited)).toEqual([
      { operation: operation(1), remoteId: 'r1' },
      { operation: operation(2) },
      { operation: operation(3, 3), remoteId: 'r3', ended: true },
      undefined,
      { operation: operation(5), remoteId: 'r5' },
      undefined,
      undefined,
    ]);
    expect(items[0]).toMatchObject({ url: 'https://m.test/1', id: 'id1' });
    expect(planned).toMatchObject({
      list: parent.list,
      total: 7,
      invalid: 0,
      repeated: 0,
      kinds: { video: 3, image: 4 },
      problems: [],
    });
    expect(store.objects.get(`${planned.folder}/invalid.jsonl`)).toEqual(Buffer.alloc(0));
    expect(store.objects.get(`${planned.folder}/repeated.jsonl`)).toEqual(Buffer.alloc(0));
  });

  it.each<[BatchRedrive['only'], number[]]>([
    [['failed'], [2, 3]],
    [['cancelled'], [1]],
    [['notStarted'], [4, 5, 6, 7]],
    [
      ['cancelled', 'failed'],
      [1, 2, 3],
    ],
  ])('chooses only %j', async (only, origins) => {
    const { items } = await redrive({ shards: SHARDS, only });
    expect(items.map(({ origin }) => origin)).toEqual(origins);
  });

  it('hands on what a pipeline leaves', async () => {
    const pipeline = {
      workflowId: 'p',
      runId: 'pr',
      lineage: of,
      outputs: { ingestedUrl: 'https://m.test/o' },
      stages: { ingest: { operation: operation(0), remoteId: 'r' } },
    };
    const { items } = await redrive({ shards: [[row(0, 'failed', { pipeline })]], only: ['failed'] });
    expect(items[0]?.inherited?.pipeline).toEqual({
      of: { workflowId: 'p', runId: 'pr' },
      lineage: of,
      stages: pipeline.stages,
    });
  });

  it('keeps origin and inheritance over a second redrive, also of what never started in the first', async () => {
    const { plan: second, items, store } = await redrive({ shards: SHARDS, only: ['failed'] });
    const again = {
      of: { workflowId: 'second', runId: 'run2' },
      lineage: of,
      planFolder: second.folder,
      unflushed: [],
    };
    const third = await plan(store, {
      prefix: 'batches/third/run3',
      redrive: { ...again, only: ['notStarted'] },
    });
    expect(itemsOf(store, third)).toEqual(items);
    expect(items.map(({ index, origin }) => [index, origin])).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('finds rows that lie in many shards in no order', async () => {
    const count = 400;
    const indices = Array.from({ length: count }, (_, at) => (at * 163) % count);
    const shards = Array.from({ length: 100 }, (_, at) =>
      indices
        .slice(at * 4, at * 4 + 4)
        .map((index) => row(index, index % 3 === 0 ? 'succeeded' : 'failed', { remoteId: `r${index}` })),
    );
    const { items } = await redrive({ shards, count });
    const expected = Array.from({ length: count }, (_, index) => index).filter((index) => index % 3 !== 0);
    expect(items.map(({ origin }) => origin)).toEqual(expected);
    expect(items.map(({ inherited }) => inherited?.remoteId)).toEqual(expected.map((index) => `r${index}`));
  });

  it('refuses when there is nothing to redo', async () => {
    const shards = [Array.from({ length: 8 }, (_, index) => row(index, 'succeeded'))];
    await expect(redrive({ shards })).rejects.toMatchObject({
      type: 'BadInput',
      message: 'nothing to redo: the batch has no item that is failed or cancelled or notStarted',
    });
  });

  it('refuses results that contradict each other, and results of an index that is not planned', async () => {
    await expect(redrive({ shards: [[row(0, 'failed')], [row(0, 'succeeded')]] })).rejects.toThrow(
      /^index 0 both succeeded and/,
    );
    await expect(redrive({ shards: [[row(99, 'failed')]] })).rejects.toThrow(
      /a result of index 99, which the plan does not have/,
    );
  });

  it('refuses the folder of an attempt that did not become the plan', async () => {
    await expect(redrive({ planFolder: `${PARENT}/plan-orphan` })).rejects.toThrow(
      /was not the one of its batch/,
    );
  });

  it('waits while the plan of the first batch is missing', async () => {
    await expect(redrive({ planFolder: 'batches/gone/run/plan-x' })).rejects.toMatchObject({
      type: 'Transient',
      message: expect.stringContaining('batches/gone/run/plan.json is missing') as string,
    });
  });
});
