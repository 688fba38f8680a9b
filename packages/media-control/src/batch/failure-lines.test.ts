import { describe, expect, it } from 'vitest';
import { NOON } from '../testing/samples.js';
import { failureLines } from './failure-lines.js';

function failureOf(index: number, message: string, type = 'RemoteFailed') {
  return { index, message, type, at: NOON };
}

describe('failureLines', () => {
  it('groups by reason, whatever the item', () => {
    const failures = [
      failureOf(1, 'task_1 failed: cannot read https://a.test/1.mp4.'),
      failureOf(2, 'task_2 failed: cannot read https://a.test/2.mp4.'),
      failureOf(9, 'no such file', 'BadInput'),
    ];
    expect(failureLines(failures, 3)).toEqual([
      'failed, 3, by reason:',
      '  2 x RemoteFailed: task_2 failed: cannot read https://a.test/2.mp4 (last: item 2)',
      '  1 x BadInput: no such file (last: item 9)',
    ]);
  });
  it('says what it does not show', () => {
    const failures = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => failureOf(index, name));
    const lines = failureLines(failures, 70);
    expect(lines[0]).toBe('failed, the last 7 of 70, by reason:');
    expect(lines.at(-1)).toBe('  and 2 more reasons');
  });
  it('is nothing without failures', () => {
    expect(failureLines([], 0)).toEqual([]);
  });
});
