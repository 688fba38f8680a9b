import { batchReadingOf, batchStatusOf, NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { batchLines, countsText } from './batch-lines.js';

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
