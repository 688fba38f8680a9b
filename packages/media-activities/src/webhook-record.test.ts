import { describe, expect, it } from 'vitest';
import { createWebhookRecord, type WebhookRecord } from './webhook-record.js';

const TEN_MINUTES = 10 * 60_000;

function record(): { record: WebhookRecord; pass: (ms: number) => void } {
  let now = 0;
  return {
    record: createWebhookRecord({ now: () => now }),
    pass: (ms) => {
      now += ms;
    },
  };
}

function times(count: number, act: () => unknown): void {
  for (let turn = 0; turn < count; turn++) act();
}

describe('createWebhookRecord', () => {
  it('trusts webhooks until more of them are lost than come', () => {
    const { record: own } = record();
    times(6, own.came);
    times(6, () => {
      expect(own.missed()).toBeUndefined();
    });
    expect(own.trusted()).toBe(true);
    expect(own.missed()).toBe(TEN_MINUTES);
    expect(own.trusted()).toBe(false);
  });

  it('takes four lost ones for chance', () => {
    const { record: own } = record();
    times(4, own.missed);
    expect(own.trusted()).toBe(true);
    expect(own.missed()).toBe(TEN_MINUTES);
  });

  it('forgets what came long ago', () => {
    const { record: own } = record();
    times(100, own.came);
    times(11, own.missed);
    expect(own.trusted()).toBe(false);
  });

  it('says only once that they are trusted no more', () => {
    const { record: own } = record();
    times(5, own.missed);
    times(5, () => {
      expect(own.missed()).toBeUndefined();
    });
  });

  it('tries again after ten minutes, and after twice as long when that was in vain', () => {
    const { record: own, pass } = record();
    times(5, own.missed);
    pass(TEN_MINUTES);
    expect(own.trusted()).toBe(true);
    times(5, own.missed);
    pass(TEN_MINUTES);
    expect(own.trusted()).toBe(false);
    pass(TEN_MINUTES);
    own.came();
    times(6, own.missed);
    pass(TEN_MINUTES);
    expect(own.trusted()).toBe(true);
  });
});
