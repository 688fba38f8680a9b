import { describe, expect, it } from 'vitest';
import { percent, progressBar, rateText } from './progress.js';

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
