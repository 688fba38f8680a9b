import { describe, expect, it } from 'vitest';
import { forecast, parseAssumedSeconds } from './forecast.js';

const seconds = parseAssumedSeconds(['video=60,image=2']);

describe('parseAssumedSeconds', () => {
  it('is laid over what is usual', () => {
    expect(parseAssumedSeconds(['video=90s', 'image=0.5'])).toMatchObject({
      video: 90,
      image: 0.5,
      audio: 15,
    });
  });
  it.each(['video', 'film=3', 'video=-1', 'video=1m'])('refuses %s', (text) => {
    expect(() => parseAssumedSeconds([text])).toThrow('--assume');
  });
});

describe('forecast', () => {
  it('spreads the work over the lanes', () => {
    const { durationMs } = forecast({
      kinds: { video: 100, image: 300 },
      concurrency: { total: 10 },
      seconds,
    });
    expect(durationMs).toBe(((100 * 60 + 300 * 2) / 10) * 1_000);
  });
  it('is held up by the kind that has few lanes', () => {
    const concurrency = { total: 20, perKind: { video: 2 } };
    expect(forecast({ kinds: { video: 100, image: 10 }, concurrency, seconds }).durationMs).toBe(50 * 60_000);
  });
  it('takes as long as one item at least', () => {
    expect(forecast({ kinds: { video: 1 }, concurrency: { total: 50 }, seconds }).durationMs).toBe(60_000);
  });
  it('adds prices by minute and by item, and names kinds without a price', () => {
    const spend = {
      prices: { video: { perMinute: 0.05, perItem: 0.01 } },
      assumedMinutes: 2,
      currency: 'EUR',
    };
    const result = forecast({ kinds: { video: 10, image: 5 }, concurrency: { total: 1 }, seconds, spend });
    expect(result.spend).toBeCloseTo(10 * (0.01 + 0.1));
    expect(result.unpriced).toEqual(['image']);
  });
  it('has no sum without prices', () => {
    expect(forecast({ kinds: { video: 1 }, concurrency: { total: 1 }, seconds })).not.toHaveProperty('spend');
  });
});
