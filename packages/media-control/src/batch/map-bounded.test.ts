import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapBounded } from './map-bounded.js';

describe('mapBounded', () => {
  it('keeps the order and never has more calls open than allowed', async () => {
    let open = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 4, 2, 3], 2, async (value) => {
      open += 1;
      most = Math.max(most, open);
      await setTimeout(value);
      open -= 1;
      return value * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });
  it('fails with the first error', async () => {
    const failing = mapBounded([1, 2], 2, async (value) => {
      if (value === 2) throw new Error('two');
      return value;
    });
    await expect(failing).rejects.toThrow('two');
  });
});
