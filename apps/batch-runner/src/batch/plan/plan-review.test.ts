import type { PlanPage } from '@org/media-activities';
import type { PlannedItem } from '@org/media-contracts';
import { NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { createPlanReview, expiringBefore } from './plan-review.js';

const presigned = 'https://s3.test/a?X-Amz-Date=20260101T120000Z&X-Amz-Expires=';

function pageOf(...urls: string[]): PlanPage {
  const items = urls.map((url, index): PlannedItem => ({
    index,
    line: index + 1,
    kind: 'video',
    ordinal: index,
    url,
  }));
  const text = items.map((item) => `${JSON.stringify(item)}\n`).join('');
  return { kind: 'video', number: 0, text, bytes: Buffer.from(text) };
}

describe('createPlanReview', () => {
  it('counts what travels in the open and what expires', async () => {
    const { sink, facts } = createPlanReview(20);
    await sink.page(pageOf('http://a.test/1', 'https://a.test/2', `${presigned}60`, `${presigned}70`));
    await sink.page(pageOf(`${presigned}3600`, 'HTTP://a.test/3'));
    expect(facts.plainHttp).toBe(2);
    expect([...facts.expiries]).toEqual([
      [NOON + 60_000, 2],
      [NOON + 3_600_000, 1],
    ]);
  });
  it('keeps no more invalid lines and repetitions than it shall show', async () => {
    const { sink, facts } = createPlanReview(1);
    for (const index of [1, 2]) {
      await sink.invalid({ index, line: index, reason: 'no url' });
      await sink.repeated({ index, line: index, sameAs: 0 });
    }
    expect(facts.invalid).toEqual([{ index: 1, line: 1, reason: 'no url' }]);
    expect(facts.repeated).toHaveLength(1);
  });
});

describe('expiringBefore', () => {
  const expiries = new Map([
    [NOON, 3],
    [NOON + 60_000, 4],
  ]);
  it('counts those that expire earlier, and names the first', () => {
    expect(expiringBefore(expiries, NOON + 60_001)).toEqual({ count: 7, firstAt: NOON });
    expect(expiringBefore(expiries, NOON + 1)).toEqual({ count: 3, firstAt: NOON });
  });
  it('is nothing when all last', () => {
    expect(expiringBefore(expiries, NOON)).toBeUndefined();
  });
});
