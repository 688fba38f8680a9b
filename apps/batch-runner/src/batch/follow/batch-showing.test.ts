import { PassThrough } from 'node:stream';
import type { BatchReading } from '@org/media-control';
import { batchReadingOf, batchStatusOf, NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { createView } from '../../follow/follow-view.js';
import { createOutput } from '../../output.js';
import { batchShowing } from './batch-showing.js';

function shown(isTTY: boolean, readings: readonly BatchReading[]): string {
  const through = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  let text = '';
  through.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const stderr = through as unknown as NodeJS.WriteStream;
  const stdout = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
  const view = createView(createOutput({ json: false, stdout, stderr }), batchShowing());
  for (const reading of readings) view.show(reading);
  return text;
}

function at(seconds: number, succeeded: number, failures: number[] = []): BatchReading {
  const status = batchStatusOf({
    counts: { succeeded, failed: failures.length },
    failures: failures.map((index) => ({ index, type: 'BadInput', message: `no file ${index}`, at: NOON })),
  });
  return batchReadingOf({ status, at: NOON + seconds * 1_000 });
}

describe('batchShowing', () => {
  it('tells progress in steps of a tenth where nothing can be rewritten', () => {
    const text = shown(false, [at(1, 10), at(2, 11), at(3, 12), at(4, 19), at(5, 20)]);
    expect([...text.matchAll(/succeeded (\d+)/g)].map(([, count]) => count)).toEqual(['10', '19']);
  });
  it('tells that a batch still runs every half minute', () => {
    const text = shown(false, [at(0, 10), at(29, 10), at(30, 11), at(45, 11), at(61, 11)]);
    expect([...text.matchAll(/succeeded (\d+)/g)].map(([, count]) => count)).toEqual(['10', '11', '11']);
  });
  it('tells each new failure once', () => {
    const text = shown(false, [at(1, 10, [3]), at(2, 10, [3]), at(3, 10, [3, 8])]);
    expect(text.match(/failed: BadInput/g)).toHaveLength(2);
    expect(text).toContain('no file 8 (last: item 8)');
  });
  it('tells of a queue without a worker once, however many wait', () => {
    const queue = { queue: 'q-remote', role: 'remote', since: NOON, polled: false } as const;
    const waiting = [3, 4, 5].map((count) => batchReadingOf({ queues: [{ ...queue, waiting: count }] }));
    expect(shown(false, waiting).match(/q-remote/g)).toHaveLength(1);
  });
  it('rewrites one block on a terminal', () => {
    const text = shown(true, [at(1, 10), at(2, 11)]);
    expect(text).toContain('\u001b[6A\u001b[J');
    expect(text).toContain('[#');
  });
});
