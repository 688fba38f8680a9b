import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { toldRemoteId, troubleOf } from './stage-failure.js';

const NOW = 1_000_000;

describe('troubleOf', () => {
  it('reads a blocked account with its reason', () => {
    expect(troubleOf(activity(application('AccountBlocked', 'no money')), NOW)).toEqual({
      kind: 'accountBlocked',
      reason: 'no money',
    });
  });

  it('reads when the quota returns, and how long it held the generation back', () => {
    const details = [{ retryAt: NOW + 30_000, throttledMs: 5_000 }];
    expect(troubleOf(activity(application('Throttled', '429', details)), NOW)).toEqual({
      kind: 'throttled',
      retryAt: NOW + 30_000,
      throttledMs: 5_000,
    });
  });

  it.each([
    [undefined],
    [[{}]],
    [[{ retryAt: 'soon', throttledMs: NaN }]],
    [[{ retryAt: NOW - 5, throttledMs: -1 }]],
  ])('never has a throttled activity scheduled at once: %o', (details) => {
    expect(troubleOf(activity(application('Throttled', '429', details)), NOW)).toEqual({
      kind: 'throttled',
      retryAt: NOW + 1_000,
      throttledMs: 0,
    });
  });

  it('prefers the quota to the deadline, which it has used up', () => {
    const error = activity(application('Throttled', '429', [{ retryAt: NOW + 60_000 }]), 'TIMEOUT');
    expect(troubleOf(error, NOW)).toMatchObject({ kind: 'throttled', retryAt: NOW + 60_000 });
  });

  it('takes a retry that would come too late for a timeout', () => {
    const trouble = troubleOf(activity(application('Transient', '503'), 'TIMEOUT'), NOW);
    expect(trouble).toMatchObject({ kind: 'timedOut' });
    expect(trouble).toHaveProperty('message', expect.stringContaining('503'));
  });

  it('reads a timeout', () => {
    const timeout = new TimeoutFailure('too late', undefined, 'SCHEDULE_TO_CLOSE');
    expect(troubleOf(activity(timeout), NOW)).toMatchObject({ kind: 'timedOut' });
  });

  it('does not blame a stage for a deadline that throttling used up', () => {
    const wait = { waitingFor: 'quota', until: NOW + 9_000, throttledMs: 7_000 };
    expect(troubleOf(activity(new TimeoutFailure('late', wait, 'SCHEDULE_TO_CLOSE')), NOW)).toEqual({
      kind: 'throttled',
      retryAt: NOW + 9_000,
      throttledMs: 7_000,
    });
  });

  it('passes on the type of any other failure', () => {
    expect(troubleOf(activity(application('BadInput', 'not a video')), NOW)).toEqual({
      kind: 'failed',
      type: 'BadInput',
      message: 'not a video',
    });
  });

  it.each([
    ['a cancellation nobody asked for', activity(new CancelledFailure('by nobody')), 'by nobody'],
    ['an error of our own', new Error('a bug'), 'a bug'],
    ['what is no error at all', 'text', 'text'],
  ])('calls %s unexpected', (_what, error, message) => {
    expect(troubleOf(error, NOW)).toEqual({ kind: 'failed', type: 'Unexpected', message });
  });
});

describe('toldRemoteId', () => {
  const told = { remoteId: 'task_1', throttledMs: 0 };

  it.each([
    ['a cancelled attempt', new CancelledFailure('CANCELLED', [told])],
    ['a failed attempt', application('AccountBlocked', 'no money', [told])],
    ['the last heartbeat before a timeout', new TimeoutFailure('late', told, 'SCHEDULE_TO_CLOSE')],
  ])('is what %s told', (_what, cause) => {
    expect(toldRemoteId(activity(cause))).toBe('task_1');
  });

  it.each([
    ['an attempt that knew none', activity(application('Transient', '503'))],
    ['odd details', activity(application('Transient', '503', [{ remoteId: 7 }]))],
    ['a cancelled activity that never began', activity(new CancelledFailure('ACTIVITY_ID_NOT_STARTED'))],
    ['an error of our own', new Error('a bug')],
  ])('is undefined for %s', (_what, error) => {
    expect(toldRemoteId(error)).toBeUndefined();
  });
});

function application(type: string, message: string, details?: unknown[]): ApplicationFailure {
  return ApplicationFailure.create({ type, message, ...(details && { details }) });
}

function activity(
  cause: Error,
  retryState: 'TIMEOUT' | 'NON_RETRYABLE_FAILURE' = 'NON_RETRYABLE_FAILURE',
): ActivityFailure {
  return new ActivityFailure('Activity task failed', 'transcode', 'g1-0', retryState, 'worker', cause);
}
