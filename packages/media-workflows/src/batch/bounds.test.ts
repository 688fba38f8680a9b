import type { PlannedItem, RemoteOutcome } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { applyEvent } from './apply-event.js';
import type { BatchCommand } from './batch-event.js';
import { batchTerms } from './batch-terms.js';
import { openWindow, snapshotOf, type BatchWindow } from './batch-window.js';
import { nextCommands } from './next-commands.js';

const NOW = 1_000_000;
const LANES = 500;
/** As long as a service's own words can be, in characters of three bytes each. */
const FAILED: RemoteOutcome = {
  outcome: 'remoteFailed',
  remoteId: 'task_1',
  error: { message: '長'.repeat(1_000) },
};

/** Every lane has an item that is in flight. */
function full(generations: number): BatchWindow {
  const own = { workflowId: 'films', runId: 'r1' };
  const settings = { concurrency: { total: LANES }, policy: { generations } };
  const window = openWindow({ terms: batchTerms({ list: { key: 'list' }, settings }, own, 'q'), now: NOW });
  const list = { sha256: '0'.repeat(64), sizeBytes: 1, format: 'jsonl' } as const;
  const facts = {
    folder: 'plan',
    list,
    total: LANES,
    invalid: 0,
    repeated: 0,
    pageSize: 1_000,
    problems: [],
  };
  applyEvent(window, { type: 'planned', plan: { version: 1, ...facts, kinds: { video: LANES } } }, NOW);
  const items = Array.from({ length: LANES }, (_, index): PlannedItem => {
    return { index, line: index + 1, kind: 'video', ordinal: index, url: `https://media.test/${index}` };
  });
  applyEvent(window, { type: 'read', purpose: 'video', items }, NOW);
  nextCommands(window, NOW);
  return window;
}

function failAll(window: BatchWindow): BatchCommand[] {
  for (let index = 0; index < LANES; index++)
    applyEvent(window, { type: 'ended', index, outcome: FAILED }, NOW);
  return nextCommands(window, NOW);
}

describe('what a window gives away', () => {
  it('stays small at a hand-over, though every item backs off with many words', () => {
    const window = full(3);
    failAll(window);
    const snapshot = snapshotOf(window);
    expect(snapshot.unflushed).toHaveLength(LANES);
    expect(Buffer.byteLength(JSON.stringify(snapshot))).toBeLessThan(512 * 1024);
  });

  it('is a shard below 256 KiB, in whatever script the service writes', () => {
    const window = full(1);
    const shard = failAll(window).find((command) => command.do === 'writeShard');
    const written = (shard?.indices ?? []).map((index) => window.items.get(index)?.row);
    expect(written.length).toBeGreaterThan(0);
    expect(Buffer.byteLength(JSON.stringify(written))).toBeLessThan(256 * 1024);
  });
});
