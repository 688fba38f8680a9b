import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowOf } from '../../testing/stored-batch.js';
import { createResultBuckets } from './result-buckets.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'result-buckets-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('createResultBuckets', () => {
  it('gives back by index what came in any order, also of ranges without a row', async () => {
    const buckets = createResultBuckets({ folder, total: 20, bucketIndices: 3 });
    const shard = (number: number, indices: number[]) => ({
      version: 1 as const,
      key: `s${number}`,
      number,
      runId: 'r',
      rows: indices.map((index) => rowOf(index, 'video', 'succeeded')),
    });
    await buckets.add(shard(2, [19, 0, 7]));
    await buckets.add(shard(1, [8, 6, 1]));
    const found: [number, string][] = [];
    for (let index = 0; index < 20; index += 1) {
      const stored = await buckets.take(index);
      if (stored) found.push([stored.row.index, stored.shard]);
    }
    expect(found).toEqual([
      [0, 's2'],
      [1, 's1'],
      [6, 's1'],
      [7, 's2'],
      [8, 's1'],
      [19, 's2'],
    ]);
  });
});
