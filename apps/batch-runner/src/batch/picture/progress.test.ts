import { describe, expect, it } from 'vitest';
import { batchStatusOf } from '../testing/batch-samples.js';
import { percent, progressBar, progressOf, rateText } from './progress.js';

describe('progressOf', () => {
  it('counts neither invalid lines nor repetitions as items', () => {
    expect(progressOf(batchStatusOf().counts)).toMatchObject({ done: 60, items: 94 });
  });
  it('is through when there is nothing to do', () => {
    const counts = { total: 0, succeeded: 0, failed: 0, invalid: 0, repeated: 0, notStarted: 0 };
    expect(progressOf(batchStatusOf({ counts }).counts).share).toBe(1);
  });
});

describe('progressBar', () => {
  it.each([
    [0, '[----------]'],
    [0.55, '[#####-----]'],
    [0.999, '[#########-]'],
    [1, '[##########]'],
    [7, '[##########]'],
  ])('of %s is %s', (share, bar) => {
    expect(progressBar(share, 10)).toBe(bar);
  });
});

describe('percent', () => {
  it('says 100 only when all is done', () => {
    expect(percent(0.99999)).toBe('99.9 %');
    expect(percent(1)).toBe('100.0 %');
  });
});

describe('rateText', () => {
  it.each([
    [600, '10/s'],
    [60, '60/min'],
    [0.5, '30/h'],
  ])('of %s a minute is %s', (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });
});
