import { NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { risksOf, type RiskInput } from './risks.js';

const quiet: RiskInput = {
  concurrency: { total: 10 },
  remoteSlots: 200,
  forecast: { durationMs: 3_600_000, unpriced: [] },
  facts: { invalid: [], repeated: [], plainHttp: 0, expiries: new Map() },
  items: 100,
  invalid: 0,
  now: NOON,
};

function kinds(change: Partial<RiskInput>): string[] {
  return risksOf({ ...quiet, ...change }).map(({ kind }) => kind);
}

describe('risksOf', () => {
  it('is empty when nothing is odd', () => {
    expect(risksOf(quiet)).toEqual([]);
  });
  it.each<[string, Partial<RiskInput>]>([
    ['lanes', { concurrency: { total: 501 }, remoteSlots: 1_000 }],
    ['planLimit', { planLimit: 5 }],
    ['remoteSlots', { remoteSlots: 9 }],
    ['invalid', { invalid: 12 }],
    ['plainHttp', { facts: { ...quiet.facts, plainHttp: 1 } }],
    ['expiring', { facts: { ...quiet.facts, expiries: new Map([[NOON + 3_599_000, 2]]) } }],
    ['long', { forecast: { durationMs: 90_000_000, unpriced: [] } }],
    ['spendCap', { spendCap: 5, forecast: { ...quiet.forecast, spend: 6 } }],
    ['unpriced', { forecast: { ...quiet.forecast, unpriced: ['image'] } }],
  ])('warns of %s', (kind, change) => {
    expect(kinds(change)).toEqual([kind]);
  });
  it('is quiet at each limit itself', () => {
    expect(
      kinds({
        concurrency: { total: 10 },
        planLimit: 10,
        remoteSlots: 10,
        spendCap: 6,
        forecast: { durationMs: 86_400_000, unpriced: [], spend: 6 },
        facts: { ...quiet.facts, expiries: new Map([[NOON + 86_400_000, 1]]) },
        invalid: 11,
      }),
    ).toEqual([]);
  });
});
