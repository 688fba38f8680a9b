import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { batchResultOf } from '../testing/batch-samples.js';
import { batchEndingOf } from './batch-ending.js';

describe('batchEndingOf', () => {
  it('reads the result of a batch that stopped itself', () => {
    const result = batchResultOf({ state: 'stopped', reason: 'too many failures' });
    const cause = ApplicationFailure.create({
      type: 'BatchStopped',
      message: 'too many failures',
      details: [result],
    });
    expect(batchEndingOf(cause)).toEqual({
      state: 'stopped',
      result,
      failure: { type: 'BatchStopped', message: 'too many failures' },
    });
  });
  it('keeps a failure whose details it cannot read', () => {
    const cause = ApplicationFailure.create({ type: 'BadInput', message: 'no valid line', details: ['x'] });
    expect(batchEndingOf(cause)).toEqual({
      state: 'failed',
      failure: { type: 'BadInput', message: 'no valid line' },
    });
  });
  it('tells why the activity failed that failed the batch', () => {
    const cause = ApplicationFailure.create({ type: 'BadInput', message: 'the list is empty' });
    const facts = ['planBatch', '1', 'NON_RETRYABLE_FAILURE', 'worker', cause] as const;
    const failed = new ActivityFailure('Activity task failed', ...facts);
    expect(batchEndingOf(failed)).toEqual({
      state: 'failed',
      failure: { type: 'BadInput', message: 'the list is empty' },
    });
  });
  it('reads the result of a batch that Temporal cancelled, if it is told', () => {
    const result = batchResultOf({ state: 'cancelled' });
    expect(batchEndingOf(new CancelledFailure('gone', [result]))).toMatchObject({
      state: 'cancelled',
      result,
    });
    expect(batchEndingOf(new CancelledFailure('gone'))).not.toHaveProperty('result');
  });
  it.each([
    [new TerminatedFailure('gone'), 'terminated'],
    [new TimeoutFailure('gone', undefined, 'START_TO_CLOSE'), 'timedOut'],
    [new Error('gone'), 'failed'],
  ])('tells the other ends apart', (cause, state) => {
    expect(batchEndingOf(cause)).toMatchObject({ state, failure: { message: 'gone' } });
  });
});
