import { describe, expect, it } from 'vitest';
import { applyEvent } from './apply-event.js';
import { batchTerms } from './batch-terms.js';
import { openWindow, type BatchWindow } from './batch-window.js';
import { nextCommands, wakeAt } from './next-commands.js';
import { takeTrouble } from './take-end.js';
import { newItem, type WindowItem } from './window-item.js';

const NOW = 1_000_000;

function running(): { window: BatchWindow; item: WindowItem } {
  const own = { workflowId: 'films', runId: 'r1' };
  const window = openWindow({ terms: batchTerms({ list: { key: 'list' } }, own, 'queue'), now: NOW });
  const list = { sha256: '0'.repeat(64), sizeBytes: 1, format: 'jsonl' } as const;
  const facts = { folder: 'plan', list, total: 1, invalid: 0, repeated: 0, pageSize: 1_000, problems: [] };
  window.plan = { version: 1, ...facts, kinds: { video: 1 } };
  window.cursors.set('video', 1);
  const planned = { index: 0, line: 1, kind: 'video', ordinal: 0, url: 'https://media.test/a' } as const;
  const item = newItem(planned, { now: NOW, startedAt: NOW, deadlineMs: 60_000 });
  item.state = 'running';
  window.items.set(0, item);
  return { window, item };
}

describe('takeTrouble', () => {
  it('parks for a blocked account also when the batch is parked for its spend, and asks nothing until a probe', () => {
    const { window, item } = running();
    window.park = { kind: 'spend', reason: 'the cap', since: NOW };
    takeTrouble(window, item, { trouble: { kind: 'accountBlocked', reason: 'unpaid' }, now: NOW });
    expect(window.park).toMatchObject({ kind: 'account', reason: 'unpaid' });
    expect(nextCommands(window, NOW)).toEqual([]);
    expect(wakeAt(window, NOW)).toBe(NOW + window.terms.accountProbeMs);
  });

  it('keeps the first of several parks, whose probe is due first', () => {
    const { window, item } = running();
    takeTrouble(window, item, { trouble: { kind: 'accountBlocked', reason: 'unpaid' }, now: NOW });
    takeTrouble(window, item, { trouble: { kind: 'accountBlocked', reason: 'again' }, now: NOW + 9 });
    expect(window.park).toMatchObject({ reason: 'unpaid', since: NOW });
  });
});

describe('a batch that stops', () => {
  const throttled = { kind: 'throttled', retryAt: NOW + 5_000, throttledMs: 0 } as const;

  it('still waits for a remote task that is held back by quota', () => {
    const { window, item } = running();
    item.remoteId = 'task-1';
    takeTrouble(window, item, { trouble: throttled, now: NOW });
    applyEvent(window, { type: 'cancel', wait: true, reason: 'enough' }, NOW);
    expect(nextCommands(window, NOW)).toEqual([]);
    expect(nextCommands(window, NOW + 5_000)).toEqual([{ do: 'run', index: 0 }]);
  });

  it('asks for nothing new on behalf of an item that quota kept from being created', () => {
    const { window, item } = running();
    takeTrouble(window, item, { trouble: throttled, now: NOW });
    applyEvent(window, { type: 'cancel', wait: true, reason: 'enough' }, NOW);
    expect(nextCommands(window, NOW)).toEqual([{ do: 'lookUp', index: 0 }]);
  });
});

describe('newItem', () => {
  const planned = { index: 0, line: 1, kind: 'video', ordinal: 0, url: 'https://media.test/a' } as const;
  const operation = { operationId: 'films/r1/0', generation: 2, startedAt: NOW - 90_000_000 };
  const times = { now: NOW, startedAt: NOW, deadlineMs: 60_000 };

  it('asks for the next generation of what has ended, and trusts no key of it: another redrive may have been there', () => {
    const item = newItem({ ...planned, inherited: { operation, ended: true } }, times);
    expect(item).toMatchObject({ generation: 3, startedAt: operation.startedAt, remoteId: undefined });
  });

  it('goes on with what has not ended', () => {
    const item = newItem({ ...planned, inherited: { operation, remoteId: 'task-2' } }, times);
    expect(item).toMatchObject({ generation: 2, startedAt: operation.startedAt, remoteId: 'task-2' });
  });
});
