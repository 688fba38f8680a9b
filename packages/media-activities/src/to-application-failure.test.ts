import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { accountBlocked, badInput, handedOver } from './activity-error.js';
import { ittybitError } from './testing/fake-service.js';
import { throttledFailure, toApplicationFailure } from './to-application-failure.js';

describe('toApplicationFailure', () => {
  it.each([
    [ittybitError('badInput'), 'BadInput', true],
    [ittybitError('notFound'), 'BadInput', true],
    [ittybitError('conflict'), 'BadInput', true],
    [ittybitError('accountBlocked'), 'AccountBlocked', true],
    [ittybitError('throttled', { retryAfterMs: 1_500.2 }), 'Throttled', false],
    [ittybitError('transient'), 'Transient', false],
    [badInput('no'), 'BadInput', true],
    [accountBlocked('no'), 'AccountBlocked', true],
    [handedOver('deploy'), 'Transient', false],
    [new TypeError('a fault of ours'), 'Transient', false],
    ['a string', 'Transient', false],
  ] as const)('makes %s a failure of type %s', (error, type, nonRetryable) => {
    expect(toApplicationFailure(error, 'x')).toMatchObject({ type, nonRetryable });
  });

  it('carries the time to wait, and keeps throttling out of the failure metrics', () => {
    const failure = toApplicationFailure(ittybitError('throttled', { retryAfterMs: 1_500.2 }), 'x');
    expect(failure).toMatchObject({ nextRetryDelay: 1_501, category: 'BENIGN' });
  });

  it('says what it happened to, without the query of a presigned URL, and carries no cause', () => {
    const error = ittybitError('transient', { message: 'GET https://b.test/k?sig=SECRET failed' });
    const failure = toApplicationFailure(error, 'audio of https://c.test/k?sig=SECRET');
    expect(failure.message).toBe(
      'audio of https://c.test/k?[redacted]: GET https://b.test/k?[redacted] failed',
    );
    expect(failure.cause).toBeUndefined();
  });

  it('passes a failure on that was decided before', () => {
    const failure = ApplicationFailure.nonRetryable('x', 'y');
    expect(toApplicationFailure(failure, 'z')).toBe(failure);
  });
});

describe('throttledFailure', () => {
  const facts = { subject: 's', until: 90_000, waitMs: 30_000, throttledMs: 5, remoteId: 't' };

  it('is retried by Temporal when the quota returns in time', () => {
    expect(throttledFailure({ ...facts, inTime: true })).toMatchObject({
      nonRetryable: false,
      nextRetryDelay: 30_000,
      category: 'BENIGN',
    });
  });

  it('is left to the workflow, with all it needs, when the quota returns too late', () => {
    const failure = throttledFailure({ ...facts, inTime: false });
    expect(failure).toMatchObject({ nonRetryable: true, type: 'Throttled' });
    expect(failure.details).toEqual([{ retryAt: 90_000, throttledMs: 5, remoteId: 't' }]);
    expect(failure.nextRetryDelay).toBeUndefined();
  });
});
