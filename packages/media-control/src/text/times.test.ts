import { describe, expect, it } from 'vitest';
import { NOON } from '../testing/samples.js';
import { clockTime, dateTime, duration } from './times.js';

describe('duration', () => {
  it.each([
    [-5, '0 s'],
    [1_400, '1 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ])('of %d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('clockTime and dateTime', () => {
  it('are in UTC, whatever the zone of the machine', () => {
    expect(clockTime(NOON)).toBe('12:00:00Z');
    expect(dateTime(NOON)).toBe('2026-01-01 12:00:00Z');
  });
});
