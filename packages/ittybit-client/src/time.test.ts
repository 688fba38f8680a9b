import { describe, expect, it } from 'vitest';
import { parseTime } from './time.js';

const AT = Date.UTC(2026, 10, 21, 9, 30, 0);

describe('parseTime', () => {
  it('reads milliseconds, seconds and ISO 8601 as the same moment', () => {
    expect(parseTime(AT)).toBe(AT);
    expect(parseTime(AT / 1_000)).toBe(AT);
    expect(parseTime('2026-11-21T09:30:00Z')).toBe(AT);
    expect(parseTime('2026-11-21T10:30:00+01:00')).toBe(AT);
    expect(parseTime(String(AT))).toBe(AT);
  });

  it('draws the line between seconds and milliseconds at 1e11', () => {
    expect(parseTime(1e11)).toBe(1e11);
    expect(parseTime(1e11 - 1)).toBe((1e11 - 1) * 1_000);
  });

  it('takes a time without a zone as UTC, whatever the zone of this machine', () => {
    expect(parseTime('2026-11-21T09:30:00')).toBe(AT);
    expect(parseTime('2026-11-21')).toBe(Date.UTC(2026, 10, 21));
  });

  it.each([null, undefined, '', 'soon', '12/11/2026', '2026-13-45', NaN, Infinity, -5, {}, true])(
    'answers null for %j',
    (value) => {
      expect(parseTime(value)).toBeNull();
    },
  );
});
