import { describe, expect, it } from 'vitest';
import { pendingOf } from '../testing/batch-samples.js';
import { NOON } from '../testing/samples.js';
import { openActivities, queuesOf, queueText } from './queue-state.js';

describe('openActivities', () => {
  it('holds what a worker could take now', () => {
    const open = pendingOf({ state: 'scheduled' });
    const due = pendingOf({ state: 'scheduled', nextAttemptAt: NOON });
    const later = pendingOf({ state: 'scheduled', nextAttemptAt: NOON + 1 });
    expect(openActivities([open, due, later, pendingOf({ state: 'started' })], NOON)).toEqual([open, due]);
  });
});

describe('queuesOf', () => {
  it('groups by queue, which the role tells where the server does not', () => {
    const item = pendingOf();
    const other = pendingOf({ taskQueue: 'elsewhere' });
    const shard = pendingOf({ type: 'writeShard' });
    expect(queuesOf([item, other, shard], (role) => `q-${role}`)).toEqual([
      { queue: 'q-remote', role: 'remote', activities: [item] },
      { queue: 'elsewhere', role: 'remote', activities: [other] },
      { queue: 'q-batch', role: 'batch', activities: [shard] },
    ]);
  });
});

describe('queueText', () => {
  const queue = { queue: 'q-remote', role: 'remote', waiting: 12, since: NOON } as const;
  it('asks for a worker where nobody polls', () => {
    expect(queueText({ ...queue, polled: false })).toBe(
      '12 activities wait for a worker on queue q-remote: none polled in the last 5 minutes. Start a worker with the role "remote".',
    );
    expect(queueText({ ...queue, polled: false, lastPollAt: NOON })).toContain(
      'none polled since 2026-01-01 12:00:00Z',
    );
  });
  it('speaks of slots where somebody polls', () => {
    expect(queueText({ ...queue, polled: true })).toContain('its workers have no free slot for more');
  });
});
