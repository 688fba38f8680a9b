import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachBounded } from './each-bounded.js';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 1; number <= count; number++) yield number;
}

describe('eachBounded', () => {
  it('does everything, and never more at once than allowed', async () => {
    const seen: number[] = [];
    let open = 0;
    let most = 0;
    await eachBounded(numbers(20), 3, async (number) => {
      open += 1;
      most = Math.max(most, open);
      await setTimeout(number % 4);
      open -= 1;
      seen.push(number);
    });
    expect(seen).toHaveLength(20);
    expect(most).toBe(3);
  });
  it('begins nothing after an error, and throws it when all is settled', async () => {
    let begun = 0;
    const failing = eachBounded(numbers(100), 2, async (number) => {
      begun += 1;
      if (number === 3) throw new Error('three');
      await setTimeout(1);
    });
    await expect(failing).rejects.toThrow('three');
    expect(begun).toBeLessThan(10);
  });
});
