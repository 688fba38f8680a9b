import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { inOwnWords } from './in-own-words.js';

describe('inOwnWords', () => {
  it('takes type, message and details of what an activity threw, and keeps the whole as its cause', () => {
    const thrown = ApplicationFailure.nonRetryable('the list is empty', 'BadInput', { lines: 0 });
    const failure = activityFailure(thrown);
    const told = inOwnWords(failure) as ApplicationFailure;
    expect(told).toBeInstanceOf(ApplicationFailure);
    expect(told).toMatchObject({
      message: 'the list is empty',
      type: 'BadInput',
      nonRetryable: true,
      details: [{ lines: 0 }],
    });
    expect(told.cause).toBe(failure);
  });

  it('leaves everything else as it is', () => {
    const cancelled = activityFailure(new CancelledFailure('stop'));
    const fault = new TypeError('a fault of ours');
    expect(inOwnWords(cancelled)).toBe(cancelled);
    expect(inOwnWords(fault)).toBe(fault);
  });
});

function activityFailure(cause: Error): ActivityFailure {
  return new ActivityFailure('Activity task failed', 'planBatch', '1', 'NON_RETRYABLE_FAILURE', 'me', cause);
}
