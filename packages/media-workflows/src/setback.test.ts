import { defaultItemPolicy } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { afterSetback, type Setback } from './setback.js';

const policy = { ...defaultItemPolicy('video'), generations: 3, backoffMs: 1_000, backoffCoefficient: 2 };
const failed: Setback = { outcome: 'remoteFailed', remoteId: 'task-1', error: { message: 'no memory' } };
const early = { now: 0, deadlineAt: 60_000 };

describe('afterSetback', () => {
  it('waits longer before each further generation', () => {
    expect(afterSetback(failed, policy, { ...early, tries: 1 })).toEqual({ again: true, waitMs: 1_000 });
    expect(afterSetback(failed, policy, { ...early, tries: 2 })).toEqual({ again: true, waitMs: 2_000 });
  });

  it('ends with what the service said when the policy allows no more', () => {
    const end = { again: false, type: 'RemoteFailed', message: 'task-1: no memory' };
    expect(afterSetback(failed, policy, { ...early, tries: 3 })).toEqual(end);
  });

  it('pays for no other generation of what would fail in the same way', () => {
    const invalid = { ...failed, error: { kind: 'invalid_input', message: 'no video' } };
    expect(afterSetback(invalid, policy, { ...early, tries: 1 })).toMatchObject({ again: false });
  });

  it('ends as timed out when the wait would last beyond the deadline', () => {
    const end = afterSetback(failed, policy, { now: 0, deadlineAt: 1_000, tries: 1 });
    expect(end).toMatchObject({ again: false, type: 'TimedOut' });
    expect(end).toHaveProperty('message', expect.stringContaining('no memory'));
  });
});
