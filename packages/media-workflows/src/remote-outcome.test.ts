import { describe, expect, it } from 'vitest';
import { checkedOutcome } from './remote-outcome.js';

const SUCCESS = {
  outcome: 'succeeded',
  remoteId: 'task-1',
  outputUrl: 'https://outputs.test/1',
  file: { url: 'https://outputs.test/1', kind: 'video', inspected: false },
};

describe('checkedOutcome', () => {
  it.each([
    SUCCESS,
    { outcome: 'remoteFailed', remoteId: 'task-1', error: { message: 'no sound' } },
    { outcome: 'remoteCancelled', remoteId: 'task-1', error: { message: 'by hand' } },
    { outcome: 'remoteLost', remoteId: 'task-1', error: { message: '404' }, aFieldOfALaterVersion: 1 },
  ])('passes on $outcome as it is', (outcome) => {
    expect(checkedOutcome(outcome)).toBe(outcome);
  });

  it.each<[unknown, string]>([
    [undefined, 'it names no remoteId'],
    [null, 'it names no remoteId'],
    [[], 'it names no remoteId'],
    [{ ...SUCCESS, remoteId: 5 }, 'it names no remoteId'],
    [{ ...SUCCESS, outputUrl: undefined }, 'it succeeded without an outputUrl'],
    [{ ...SUCCESS, file: {} }, 'it succeeded without a file'],
    [{ remoteId: 'task-1' }, 'its outcome is undefined'],
    [{ remoteId: 'task-1', outcome: 'remoteLost', error: 'text' }, 'it gives no error message'],
  ])('refuses %o', (value, reason) => {
    expect(() => checkedOutcome(value)).toThrow(reason);
  });
});
