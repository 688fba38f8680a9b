import { expect, it } from 'vitest';
import { percentile } from './measure.ts';

it('takes the least value that so many per cent are not above', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect([50, 99, 100].map((percent) => percentile(values, percent))).toEqual([100, 198, 200]);
  expect(percentile([7], 99)).toBe(7);
  expect(() => percentile([], 99)).toThrow('nothing');
});
