import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.js';

const NOW = Date.UTC(2026, 10, 21, 9, 30, 0);
const parse = (value?: string): number | undefined =>
  parseRetryAfter(new Headers(value === undefined ? {} : { 'retry-after': value }), NOW);

describe('parseRetryAfter', () => {
  it('reads seconds', () => {
    expect(parse('0')).toBe(0);
    expect(parse('7')).toBe(7_000);
  });

  it('reads an HTTP date, as the time left from now', () => {
    expect(parse('Sat, 21 Nov 2026 09:30:42 GMT')).toBe(42_000);
    expect(parse('Sat, 21 Nov 2026 09:29:00 GMT')).toBe(0);
  });

  it.each(['soon', '-5', '1.5', '1e3', '', '2026-11-21T09:30:42Z', 'Sat, 99 Nov 2026 99:30:42 GMT'])(
    'leaves the malformed %j to the caller',
    (value) => {
      expect(parse(value)).toBeUndefined();
    },
  );

  it('leaves an absent header to the caller', () => {
    expect(parse()).toBeUndefined();
  });
});
