import { describe, expect, it } from 'vitest';
import { SHA256 } from '../testing/batch-samples.js';
import { batchDetails, batchSummary } from './start-batch.js';

const listName = 'https://in.test/films.csv?X-Signature=secret';
const redrive = {
  of: { workflowId: 'films', runId: 'r1' },
  lineage: { workflowId: 'films', runId: 'r1' },
  planFolder: 'f',
  unflushed: [],
  only: ['failed' as const],
};

describe('batchSummary', () => {
  it('shows the list without its query', () => {
    expect(batchSummary({ input: {}, listName })).toBe('batch: https://in.test/films.csv?…');
  });
  it('says what it redoes', () => {
    expect(batchSummary({ input: { redrive }, listName: 'films.csv' })).toBe(
      'redrive of films (failed): films.csv',
    );
  });
  it('stays below the 400 bytes that the server takes, in whole characters', () => {
    const summary = batchSummary({ input: {}, listName: 'ü'.repeat(400) });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(400);
    expect(summary).not.toContain('\uFFFD');
  });
});

describe('batchDetails', () => {
  it('says what was asked for, without secrets', () => {
    const settings = {
      account: 'acme',
      concurrency: { total: 25, perKind: { video: 5 } },
      maxFailureShare: 0.05,
      spend: { prices: {}, cap: 10, currency: 'EUR' },
      destination: 's3://b/out',
    };
    const details = batchDetails({ input: { settings, redrive }, listName, listSha256: SHA256 });
    for (const part of ['acme', '25 (video 5)', '5 %', '10 EUR', 's3://b/out', SHA256, 'redoes: films']) {
      expect(details).toContain(part);
    }
    expect(details).not.toContain('secret');
  });
});
