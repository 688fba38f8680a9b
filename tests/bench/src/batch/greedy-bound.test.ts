import { describe, expect, it } from 'vitest';
import { greedyBound } from './greedy-bound.ts';

describe('greedyBound', () => {
  it('begins each piece on the machine that is free first', () => {
    // 4 | 3, then 2 after the 3, then 5 after the 4: the machines end at 9 and 5.
    expect(greedyBound([4, 3, 2, 5], 2)).toBe(9);
  });

  it('is the sum on one machine and the longest piece on many', () => {
    expect(greedyBound([4, 3, 2, 5], 1)).toBe(14);
    expect(greedyBound([4, 3, 2, 5], 10)).toBe(5);
  });

  it('keeps the order: a long piece at the end is not moved to the front', () => {
    expect(greedyBound([1, 1, 10], 2)).toBe(11);
  });
});
