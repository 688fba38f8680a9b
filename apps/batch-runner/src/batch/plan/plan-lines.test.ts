import { NOON, SHA256 } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { parseAssumedSeconds } from './forecast.js';
import { planAnswer, planLines, type PlanReport } from './plan-lines.js';

const report: PlanReport = {
  name: 'films.csv',
  plan: {
    list: { sha256: SHA256, sizeBytes: 221, format: 'csv' },
    total: 30,
    invalid: 22,
    repeated: 1,
    kinds: { video: 7 },
    pageSize: 1_000,
  },
  invalid: [{ index: 3, line: 5, id: 'bad', reason: 'no url' }],
  repeated: [{ index: 4, line: 6, sameAs: 0 }],
  concurrency: { total: 10 },
  seconds: parseAssumedSeconds([]),
  forecast: { durationMs: 60_000, spend: 1.5, unpriced: [] },
  currency: 'EUR',
  risks: [{ kind: 'plainHttp', text: 'plain' }],
  now: NOON,
};

describe('planLines', () => {
  it('shows counts, what was assumed, what is wrong and what is risky', () => {
    expect(planLines(report)).toEqual([
      `films.csv  csv  221 bytes  sha256 ${SHA256}`,
      '30 lines: 7 items (video 7), 22 invalid, 1 repeated',
      'expected: 1 min with 10 lanes, so until 2026-01-01 12:01:00Z if it began now',
      'assumed per item (--assume): video 60 s',
      'expected spend: 1.5 EUR',
      'invalid; the batch runs without these lines, and its manifest lists them:',
      '  line 5 (bad): no url',
      '  and 21 more (--all shows them)',
      'repeated; each runs once:',
      '  line 6 is the same as index 0',
      'risk: plain',
    ]);
  });
});

describe('planAnswer', () => {
  it('has the counts under their names, and the lines beside them', () => {
    expect(planAnswer(report)).toMatchObject({
      total: 30,
      items: 7,
      invalid: 22,
      repeated: 1,
      invalidLines: [{ line: 5 }],
      repeatedLines: [{ line: 6 }],
    });
  });
});
