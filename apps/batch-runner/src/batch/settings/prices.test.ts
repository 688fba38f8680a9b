import { describe, expect, it } from 'vitest';
import { parsePrices, readPriceFile } from './prices.js';

describe('parsePrices', () => {
  it('reads prices by minute and by item', () => {
    expect(parsePrices(['video=0.05/min,image=0.001/item', 'video=0.01/item'])).toEqual({
      video: { perMinute: 0.05, perItem: 0.01 },
      image: { perItem: 0.001 },
    });
  });
  it.each(['video', 'video=5', 'film=1/min', 'video=-1/min', 'video=1/hour', ''])('refuses %j', (text) => {
    expect(() => parsePrices([text])).toThrow('--price');
  });
});

describe('readPriceFile', () => {
  it('takes prices alone', () => {
    expect(readPriceFile({ video: { perMinute: 1 } }, 'p.json')).toEqual({
      prices: { video: { perMinute: 1 } },
    });
  });
  it('takes whole settings', () => {
    const settings = { prices: { image: { perItem: 1 } }, currency: 'EUR', assumedMinutes: 3 };
    expect(readPriceFile(settings, 'p.json')).toEqual(settings);
  });
  it.each([[[]], ['x'], [{ film: { perMinute: 1 } }], [{ video: { perHour: 1 } }]])(
    'refuses %j and names the file',
    (content) => {
      expect(() => readPriceFile(content, 'p.json')).toThrow('--prices p.json');
    },
  );
});
