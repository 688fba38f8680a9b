import { describe, expect, it } from 'vitest';
import { NOON } from '../testing/samples.js';
import { silenceText } from './ask-workflow.js';

describe('silenceText', () => {
  const queue = { queue: 'q', kind: 'workflow', pollers: 0 } as const;
  it('says that nobody polled', () => {
    expect(silenceText(queue, false, 'x')).toContain(
      'Waiting for a workflow worker on queue q: none polled in the last 5 minutes',
    );
  });
  it('says since when nobody polled', () => {
    expect(silenceText({ ...queue, lastPollAt: NOON }, false, 'x')).toContain(
      'none polled since 2026-01-01 12:00:00Z',
    );
  });
  it('passes the problem on when a worker is there and does not answer', () => {
    expect(silenceText({ ...queue, lastPollAt: NOON }, true, 'deadline')).toContain(
      'did not answer (deadline), though a workflow worker polled queue q at 2026-01-01 12:00:00Z',
    );
  });
});
