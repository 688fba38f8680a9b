import { describe, expect, it } from 'vitest';
import { batchReadingOf, batchStatusOf, pendingOf } from '../testing/batch-samples.js';
import { NOON } from '../testing/samples.js';
import { batchWaits } from './batch-wait.js';
import type { QueueState } from './queue-state.js';
import type { BatchReading } from './read-batch.js';

const later = NOON + 120_000;
const idle = { inFlight: 0, waiting: 0 };

function kinds(change: Partial<BatchReading>): string[] {
  return batchWaits(batchReadingOf(change)).map((wait) => wait.for);
}

describe('batchWaits', () => {
  it('only waits for the service while all goes well', () => {
    expect(batchWaits(batchReadingOf({ status: batchStatusOf() }))).toEqual([{ for: 'remote', items: 10 }]);
  });

  it('shows why the store refuses the plan, and when it is tried again', () => {
    const planning = pendingOf({
      type: 'planBatch',
      state: 'scheduled',
      attempt: 4,
      nextAttemptAt: later,
      lastFailure: { message: 'no space is left' },
    });
    const status = batchStatusOf({ phase: 'planning', counts: idle });
    expect(batchWaits(batchReadingOf({ status, pending: [planning] }))).toEqual([
      {
        for: 'store',
        doing: 'reading the list',
        because: 'no space is left',
        attempt: 4,
        at: later,
        since: NOON,
      },
    ]);
  });

  it('shows trouble of the store also when no worker answers for the workflow', () => {
    const manifest = pendingOf({ type: 'writeManifest', attempt: 2, lastFailure: { message: 'read-only' } });
    expect(kinds({ silence: 'nobody polls', pending: [manifest] })).toEqual(['workflow', 'store']);
  });

  it('names the queue that nobody polls', () => {
    const queue: QueueState = { queue: 'q-batch', role: 'batch', waiting: 1, since: NOON, polled: false };
    const pending = [pendingOf({ type: 'planBatch', state: 'scheduled' })];
    const status = batchStatusOf({ phase: 'planning', counts: idle });
    expect(batchWaits(batchReadingOf({ status, pending, queues: [queue] }))).toEqual([
      { for: 'slot', queue },
    ]);
  });

  it('does not speak of slots before an activity has waited for a while', () => {
    const queue = { queue: 'q', role: 'remote', waiting: 1, polled: true } as const;
    const at = NOON + 60_000;
    expect(kinds({ at, queues: [{ ...queue, since: at - 1_000 }] })).toEqual([]);
    expect(kinds({ at, queues: [{ ...queue, since: at - 9_000 }] })).toEqual(['slot']);
  });

  it('says that a manifest is being written', () => {
    const writing = pendingOf({ type: 'writeManifest', startedAt: NOON });
    expect(
      batchWaits(batchReadingOf({ status: batchStatusOf({ counts: idle }), pending: [writing] })),
    ).toEqual([{ for: 'storeWork', doing: 'writing the manifest', since: NOON }]);
  });

  it('puts what a person has to do first', () => {
    const status = batchStatusOf({
      phase: 'parked',
      pause: { since: NOON, reason: 'lunch' },
      park: { kind: 'account', reason: 'the key is refused', since: NOON, nextProbeAt: later },
    });
    expect(batchWaits(batchReadingOf({ status })).slice(0, 2)).toEqual([
      { for: 'pause', since: NOON, reason: 'lunch' },
      { for: 'account', reason: 'the key is refused', since: NOON, nextProbeAt: later },
    ]);
  });

  it('shows a cap on spend without a probe, which could not help', () => {
    const status = batchStatusOf({ counts: idle, park: { kind: 'spend', reason: 'cap', since: NOON } });
    expect(batchWaits(batchReadingOf({ status }))).toEqual([{ for: 'spend', reason: 'cap', since: NOON }]);
  });

  it('shows quota by the word of the workflow, else by that of the activities', () => {
    expect(kinds({ status: batchStatusOf({ quotaUntil: later, counts: idle }) })).toEqual(['quota']);
    const heartbeat = { waitingFor: 'quota', until: later, throttledMs: 0 } as const;
    expect(batchWaits(batchReadingOf({ pending: [pendingOf({ heartbeat })] }))).toEqual([
      { for: 'quota', until: later },
    ]);
  });
  it('forgets a quota that is back', () => {
    expect(kinds({ status: batchStatusOf({ quotaUntil: NOON, counts: idle }) })).toEqual([]);
  });

  it('says how many items a stop still waits for', () => {
    const stop = { kind: 'cancelled', message: 'asked to', at: NOON, wait: true } as const;
    const status = batchStatusOf({ phase: 'stopping', stop, counts: { inFlight: 3, waiting: 1 } });
    expect(batchWaits(batchReadingOf({ status }))[0]).toEqual({
      for: 'stop',
      message: 'asked to',
      since: NOON,
      inFlight: 4,
      planned: true,
      wait: true,
    });
  });

  it('passes the words of the workflow on when it knows no better', () => {
    const status = batchStatusOf({ waitingFor: 'the hand-over', counts: idle });
    expect(batchWaits(batchReadingOf({ status }))).toEqual([{ for: 'other', text: 'the hand-over' }]);
  });
});
