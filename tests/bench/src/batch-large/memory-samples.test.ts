import { describe, expect, it } from 'vitest';
import { memoryAt } from './memory-samples.ts';

const samples = [
  { items: 0, rssMiB: 100 },
  { items: 9_500, rssMiB: 150 },
  { items: 10_000, rssMiB: 190 },
  { items: 10_500, rssMiB: 160 },
  { items: 99_000, rssMiB: 170 },
];

describe('memoryAt', () => {
  it('is the median of the readings in the stretch', () => {
    expect(memoryAt(samples, { from: 9_000, to: 11_000 })).toBe(160);
  });

  it('is the nearest reading when there is none in the stretch', () => {
    expect(memoryAt(samples, { from: 95_000, to: 96_000 })).toBe(170);
  });

  it('refuses to tell without any reading', () => {
    expect(() => memoryAt([], { from: 0, to: 1 })).toThrow('never read');
  });
});
