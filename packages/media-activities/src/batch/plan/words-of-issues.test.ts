import { describe, expect, it } from 'vitest';
import { wordsOfIssues } from './words-of-issues.js';

describe('wordsOfIssues', () => {
  it('names each field, below where it was found', () => {
    expect(wordsOfIssues([{ path: ['a', 0], message: 'must be b' }], 'options')).toBe(
      'options.a.0: must be b',
    );
    expect(wordsOfIssues([{ path: [], message: 'must be b' }])).toBe('must be b');
  });

  it('names three and counts the rest', () => {
    const issues = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ path: [name], message: 'wrong' }));
    expect(wordsOfIssues(issues)).toBe('a: wrong; b: wrong; c: wrong; and 2 more');
  });
});
