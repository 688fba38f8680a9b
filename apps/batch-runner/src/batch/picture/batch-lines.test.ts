import { describe, expect, it } from 'vitest';
import { NOON } from '../../testing/samples.js';
import { batchReadingOf, batchStatusOf } from '../testing/batch-samples.js';
import { batchLines, countsText, failureLines } from './batch-lines.js';

function failureOf(index: number, message: string, type = 'RemoteFailed') {
  return { index, message, type, at: NOON };
}

describe('batchLines', () => {
  it('shows progress, counts, lanes, pace, calls and spend', () => {
    const spend = { spent: 12.345, reserved: 3, cap: 100, currency: 'EUR' };
    expect(batchLines(batchReadingOf({ status: batchStatusOf({ spend }) }))).toEqual([
      'running  [###################-----------] 63.8 %  60 of 94',
      'succeeded 58  failed 2  in flight 10  not started 24  invalid 3  repeated 3',
      'lanes 10 (video 6)  in flight video 6 (40 of 54 begun), image 4 (30 of 40 begun)',
      'rate 60/min  ends about 12:01:34Z (in 34 s)  efficiency 97 %',
      'remote calls 120 (2 per item)',
      'spend 12.35 of 100 EUR, 3 reserved (estimated)',
    ]);
  });
  it('says what it waits for, and when', () => {
    const quotaUntil = NOON + 90_000;
    const lines = batchLines(batchReadingOf({ status: batchStatusOf({ quotaUntil }) }));
    expect(lines).toContain('waits: waiting for quota until 12:01:30Z');
  });
  it('shows what Temporal knows when the workflow does not answer', () => {
    expect(batchLines(batchReadingOf({ silence: 'nobody polls queue q' }))).toEqual([
      'waits: nobody polls queue q',
    ]);
  });
  it('does not say that a closed batch waits', () => {
    const status = batchStatusOf({ pause: { since: NOON } });
    expect(batchLines(batchReadingOf({ status, state: 'terminated' })).join()).not.toContain('waits');
  });
});

describe('countsText', () => {
  it('leaves out states that are rare and empty', () => {
    const { counts } = batchStatusOf({ counts: { invalid: 0, repeated: 0 } });
    expect(countsText(counts)).toBe('succeeded 58  failed 2  not started 24');
  });
});

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
