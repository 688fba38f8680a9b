import type { BatchItemStatus } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import { batchReadingOf, batchStatusOf, pendingOf } from '../testing/batch-samples.js';
import { NOON } from '../testing/samples.js';
import { stepName } from '../testing/step-name.js';
import { itemReasons } from './explain-item.js';
import type { BatchReading } from './read-batch.js';
import type { ItemReading } from './read-item.js';

const url = 'https://in.test/7.mp4';
const operation = { operationId: 'films/r1/7', generation: 2, startedAt: NOON };
const running = batchReadingOf({ status: batchStatusOf() });

function planned(ordinal: number): NonNullable<ItemReading['planned']> {
  return { is: 'item', index: 7, line: 9, kind: 'video', ordinal, url, id: 'seven' };
}

function said(item: Omit<ItemReading, 'index'>, reading: BatchReading = running): string {
  return itemReasons({ index: 7, ...item }, reading, stepName)
    .map(({ text }) => text)
    .join('\n');
}

function own(change: Partial<BatchItemStatus>): BatchItemStatus {
  return { index: 7, state: 'inFlight', operation, kind: 'video', url, ...change };
}

describe('itemReasons', () => {
  it('names the item by kind, URL, line and id', () => {
    expect(said({ planned: planned(3), own: own({}) })).toContain(
      'video  https://in.test/7.mp4  line 9  seven',
    );
  });

  it('shows what the remote task says, since when, and when it is given up', () => {
    const heartbeat = { waitingFor: 'remote', remoteId: 'task_7', progress: 40, throttledMs: 0 } as const;
    const activity = pendingOf({ startedAt: NOON, heartbeat });
    const text = said({ own: own({ deadlineAt: NOON + 3_600_000 }), activity });
    expect(text).toContain('waits for remote task task_7 at 40 %');
    expect(text).toContain('Since 2026-01-01 12:00:00Z (1 min)');
    expect(text).toContain('Gives up at 2026-01-01 13:00:00Z');
    expect(text).toContain('Generation 2');
  });

  it('leads to the pipeline behind an item', () => {
    const heartbeat = { waitingFor: 'remote', throttledMs: 0 } as const;
    const activity = pendingOf({ type: 'processPipeline', heartbeat, pipelineId: 'p-7' });
    expect(said({ own: own({ kind: 'pipeline' }), activity })).toContain('<explainPipeline p-7>');
  });

  it('says that no worker has a free slot for it', () => {
    expect(said({ own: own({}), activity: pendingOf({ state: 'scheduled' }) })).toContain(
      'waits for a worker with a free slot to take processFile',
    );
  });

  it('says until when it backs off', () => {
    const waiting = own({ state: 'waiting', waitingFor: 'quota', until: NOON + 60_000 });
    expect(said({ own: waiting })).toContain('waits for quota until 2026-01-01 12:01:00Z');
  });

  it('says what its batch waits for when that holds it back', () => {
    const reading = batchReadingOf({ status: batchStatusOf({ pause: { since: NOON } }) });
    const waiting = own({ state: 'waiting', waitingFor: 'the next generation, held back' });
    const text = said({ own: waiting }, reading);
    expect(text).toContain('Goes on with its batch.');
    expect(text).toContain('<resumeBatch films>');
  });

  it('says how many come first, and what the whole batch waits for', () => {
    const reading = batchReadingOf({ status: batchStatusOf({ pause: { since: NOON } }) });
    const text = said({ planned: planned(45), own: own({ state: 'unknown' }) }, reading);
    expect(text).toContain('has not begun: 5 videos come first');
    expect(text).toContain('<resumeBatch films>');
  });

  it('tells by the plan that an item is done, though its result was not read', () => {
    expect(said({ planned: planned(39), own: own({ state: 'unknown' }) })).toContain(
      'has ended; its result is in',
    );
  });

  it('says what is missing when there is no store', () => {
    expect(said({ own: { index: 7, state: 'unknown' } })).toContain('<setStore> to the store of the workers');
  });

  it('shows a result that is durable', () => {
    const error = { type: 'RemoteFailed', message: 'codec unknown.' };
    const result = { outcome: 'failed', remoteId: 'task_7', error, endedAt: NOON } as const;
    expect(said({ own: own({ state: 'unknown' }), result })).toContain(
      'failed at 2026-01-01 12:00:00Z (remote task task_7): RemoteFailed: codec unknown.',
    );
  });

  it('says why an invalid line is not tried, and what a repetition repeats', () => {
    expect(said({ planned: { is: 'invalid', index: 7, line: 9, reason: 'no url' } })).toContain(
      'invalid, so it is not tried: no url.',
    );
    expect(said({ planned: { is: 'repeated', index: 7, line: 9, sameAs: 2 } })).toContain('repeats index 2');
  });

  it('advises a redrive for what a closed batch left', () => {
    const closed = batchReadingOf({ status: batchStatusOf(), state: 'terminated' });
    expect(said({ own: own({ remoteId: 'task_7' }) }, closed)).toContain(
      'was in flight, remote task task_7 when the batch ended (terminated)',
    );
  });

  it('says who should have answered', () => {
    expect(said({ silence: 'nobody polls queue q' })).toBe('nobody polls queue q');
  });
});
