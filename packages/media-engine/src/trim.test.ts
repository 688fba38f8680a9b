import { describe, expect, it } from 'vitest';
import { planTrim } from './trim.js';

describe('planTrim', () => {
  it('reads all without options', () => {
    expect(planTrim({}, 10)).toEqual({ inputArgs: [], expectedSeconds: 10 });
    expect(planTrim({}, null).expectedSeconds).toBeNull();
  });

  it('seeks to the start and reads up to the end', () => {
    expect(planTrim({ start: 2, end: 5.5 }, 10)).toEqual({
      inputArgs: ['-ss', '2.000000', '-t', '3.500000'],
      expectedSeconds: 3.5,
    });
  });

  it('takes an end beyond the input as its end', () => {
    expect(planTrim({ start: 4, end: 60 }, 10).expectedSeconds).toBe(6);
  });

  it('refuses a start at or past the end of the input', () => {
    for (const start of [10, 11]) {
      expect(() => planTrim({ start }, 10)).toThrow(/start is .* past the end.*below 10/);
    }
  });
});
