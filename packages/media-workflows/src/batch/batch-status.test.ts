import type { RemoteOutcome } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { applyEvent } from './apply-event.js';
import { itemStatusOf } from './batch-status.js';
import { batchTerms } from './batch-terms.js';
import { openWindow, type BatchWindow } from './batch-window.js';
import { nextCommands } from './next-commands.js';

const FAILED: RemoteOutcome = { outcome: 'remoteFailed', remoteId: 'task_1', error: { message: 'no' } };

/** One item, whose first generation has failed. */
function backingOff(now: number): BatchWindow {
  const own = { workflowId: 'films', runId: 'r1' };
  const terms = batchTerms({ list: { key: 'list' }, settings: { policy: { backoffMs: 1_000 } } }, own, 'q');
  const window = openWindow({ terms, now });
  nextCommands(window, now);
  const list = { sha256: '0'.repeat(64), sizeBytes: 1, format: 'jsonl' } as const;
  const facts = { folder: 'plan', list, total: 1, invalid: 0, repeated: 0, pageSize: 1_000, problems: [] };
  applyEvent(window, { type: 'planned', plan: { version: 1, ...facts, kinds: { video: 1 } } }, now);
  nextCommands(window, now);
  const item = { index: 0, line: 1, kind: 'video', ordinal: 0, url: 'https://media.test/a' } as const;
  applyEvent(window, { type: 'read', purpose: 'video', items: [item] }, now);
  nextCommands(window, now);
  applyEvent(window, { type: 'ended', index: 0, outcome: FAILED }, now);
  return window;
}

describe('itemStatusOf', () => {
  it('says until when an item backs off', () => {
    const status = itemStatusOf(backingOff(5_000), 0);
    expect(status).toMatchObject({ state: 'waiting', until: 6_000 });
    expect(status?.waitingFor).toContain('the next generation');
  });
  it('promises no time while a person holds it back', () => {
    const window = backingOff(5_000);
    applyEvent(window, { type: 'pause' }, 5_000);
    const status = itemStatusOf(window, 0);
    expect(status).not.toHaveProperty('until');
    expect(status?.waitingFor).toContain('held back while the batch is paused');
  });
});
