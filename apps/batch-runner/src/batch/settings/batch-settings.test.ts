import { describe, expect, it } from 'vitest';
import { batchSettings } from './batch-settings.js';

describe('batchSettings', () => {
  it('is empty without flags: the workflow has defaults', () => {
    expect(batchSettings({})).toEqual({});
  });
  it('turns flags into settings', () => {
    const settings = batchSettings({
      account: 'acme',
      concurrency: '25,video=5',
      maxFailures: '10',
      maxFailureShare: '5%',
      maxSpend: '12.5',
      price: ['video=0.05/min'],
      currency: 'EUR',
      generations: '2',
      deadline: '6h',
      wait: '15m',
      destination: 's3://bucket/out',
      metadata: ['customer=7'],
      handoverResults: '50',
      heartbeatTimeout: '2.5',
    });
    expect(settings).toEqual({
      account: 'acme',
      concurrency: { total: 25, perKind: { video: 5 } },
      maxFailures: 10,
      maxFailureShare: 0.05,
      spend: { prices: { video: { perMinute: 0.05 } }, cap: 12.5, currency: 'EUR' },
      policy: { generations: 2, deadlineMs: 21_600_000, waitMs: 900_000 },
      destination: 's3://bucket/out',
      metadata: { customer: '7' },
      handOverResults: 50,
      heartbeatTimeoutMs: 2_500,
    });
  });
  it('lays flags over a file of prices', () => {
    const file = { prices: { video: { perItem: 1 }, image: { perItem: 2 } }, cap: 5, currency: 'EUR' };
    expect(batchSettings({ price: ['video=3/item'], maxSpend: '9' }, file).spend).toEqual({
      prices: { video: { perItem: 3 }, image: { perItem: 2 } },
      cap: 9,
      currency: 'EUR',
    });
  });
  it('refuses a cap that no price could reach', () => {
    expect(() => batchSettings({ maxSpend: '5' })).toThrow('A cap on spend needs prices');
  });
  it('names every wrong field at once', () => {
    const flags = { account: 'A B', generations: '0', heartbeatTimeout: '0.1', destination: 'ftp://x' };
    for (const field of ['account', 'policy.generations', 'heartbeatTimeoutMs', 'destination']) {
      expect(() => batchSettings(flags)).toThrow(`${field}:`);
    }
  });
});
