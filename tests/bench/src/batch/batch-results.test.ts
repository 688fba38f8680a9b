import { describe, expect, it } from 'vitest';
import { countIndices } from './batch-results.ts';

type Told = [index: number, outcome: 'succeeded' | 'failed'];

async function* entries(...told: Told[]): AsyncGenerator<{ index: number; outcome: Told[1] }> {
  for (const [index, outcome] of told) yield { index, outcome };
}

describe('countIndices', () => {
  it('finds nothing wrong when each index succeeded once', async () => {
    const told = entries([0, 'succeeded'], [1, 'succeeded'], [2, 'succeeded']);
    expect(await countIndices(told, 3)).toEqual({ missing: 0, doubled: 0 });
  });

  it('counts what is not there, what failed and what is there twice', async () => {
    const told = entries([0, 'succeeded'], [0, 'succeeded'], [1, 'failed']);
    expect(await countIndices(told, 3)).toEqual({ missing: 2, doubled: 1 });
  });

  it('refuses an index that the list does not have', async () => {
    await expect(countIndices(entries([3, 'succeeded']), 3)).rejects.toThrow('index 3 of 3 items');
  });
});
