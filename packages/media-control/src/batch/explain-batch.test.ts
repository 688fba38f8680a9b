import { describe, expect, it } from 'vitest';
import { batchReadingOf, batchResultOf, batchStatusOf, pendingOf } from '../testing/batch-samples.js';
import { NOON } from '../testing/samples.js';
import { stepName } from '../testing/step-name.js';
import type { BatchEnding } from './batch-ending.js';
import { batchReasons } from './explain-batch.js';
import type { BatchReading } from './read-batch.js';

function said(change: Partial<BatchReading>, ending?: BatchEnding): string {
  return batchReasons(batchReadingOf(change), ending, stepName)
    .map(({ text }) => text)
    .join('\n');
}

describe('batchReasons', () => {
  it('says how far a batch is that only works', () => {
    expect(said({ status: batchStatusOf() })).toContain(
      'running: 60 of 94 items have ended, 10 of 10 lanes are taken, 24 have not begun. Ends about 2026-01-01 12:01:34Z',
    );
  });

  it.each<[string, Partial<BatchReading>, string[]]>([
    [
      'a pause',
      { status: batchStatusOf({ pause: { since: NOON, reason: 'lunch' } }) },
      ['paused by a person since 2026-01-01 12:00:00Z (1 min) (lunch)', '<resumeBatch films>'],
    ],
    [
      'a refused account',
      {
        status: batchStatusOf({
          park: { kind: 'account', reason: 'the key is refused.', since: NOON, nextProbeAt: NOON + 120_000 },
        }),
      },
      ['parked since', 'the key is refused. No item is lost', 'asks again by itself at 2026-01-01 12:02:00Z'],
    ],
    [
      'the cap on spend',
      { status: batchStatusOf({ park: { kind: 'spend', reason: '10 of 10 EUR', since: NOON } }) },
      ['<setSpendCap films>', '<resumeBatch films>'],
    ],
    [
      'a store that is full',
      {
        pending: [
          pendingOf({
            type: 'writeShard',
            state: 'scheduled',
            attempt: 5,
            nextAttemptAt: NOON + 90_000,
            lastFailure: { message: 'no space is left' },
          }),
        ],
      },
      ['writing results fails: no space is left; attempt 5 follows at 2026-01-01 12:01:30Z. Nothing is lost'],
    ],
    [
      'slots that are taken',
      { queues: [{ queue: 'q', role: 'remote', waiting: 3, since: NOON, polled: true }] },
      ['3 activities wait on queue q: its workers have no free slot', 'Since 2026-01-01 12:00:00Z (1 min)'],
    ],
    ['quota', { status: batchStatusOf({ quotaUntil: NOON + 90_000 }) }, ['quota until 2026-01-01 12:01:30Z']],
    [
      'a stop that waits',
      {
        status: batchStatusOf({
          phase: 'stopping',
          stop: { kind: 'tooManyFailures', message: '11 failures', at: NOON, wait: true },
        }),
      },
      ['11 failures. 10 items in flight are waited for', '<cancelBatch films now>'],
    ],
  ])('says since when it waits for %s, and what happens next', (_what, change, parts) => {
    const text = said(change);
    for (const part of parts) expect(text).toContain(part);
  });

  it('is never without a reason', () => {
    expect(said({})).toBe('nothing is pending; the workflow worker has the next step.');
  });

  it('says how a closed batch ended, where its manifest is, and what to run next', () => {
    const text = said(
      { state: 'succeeded', closedAt: NOON },
      { state: 'completed', result: batchResultOf() },
    );
    expect(text).toContain('completed at 2026-01-01 12:00:00Z.');
    expect(text).toContain('store:batches/films/r1/manifest.json');
    expect(text).toContain('<redriveBatch films>');
  });
  it('advises no redrive when nothing is missing', () => {
    const result = batchResultOf({ counts: { failed: 0 } });
    expect(said({ state: 'succeeded' }, { state: 'completed', result })).not.toContain('redrive');
  });
  it('advises a redrive of a batch that was terminated', () => {
    const failure = { type: 'Terminated', message: 'by an operator' };
    expect(
      said({ state: 'terminated', status: batchStatusOf() }, { state: 'terminated', failure }),
    ).toContain('<redriveBatch films>');
  });
});
