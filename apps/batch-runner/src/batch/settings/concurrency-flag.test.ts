import { describe, expect, it } from 'vitest';
import { CliError } from '../../cli-error.js';
import { parseConcurrency } from './concurrency-flag.js';

describe('parseConcurrency', () => {
  it.each([
    ['25', { total: 25 }],
    ['500', { total: 500 }],
    ['video=5,image=20', { total: 25, perKind: { video: 5, image: 20 } }],
    ['25,video=5', { total: 25, perKind: { video: 5 } }],
    ['video=5, 25', { total: 25, perKind: { video: 5 } }],
    ['adaptive_video=1', { total: 1, perKind: { adaptive_video: 1 } }],
  ])('reads %s', (text, concurrency) => {
    expect(parseConcurrency(text)).toEqual(concurrency);
  });
  it.each([
    ['501', '501 lanes in all are more than the 500'],
    ['video=400,image=101', '501 lanes in all are more than the 500'],
    ['video=501', '501 lanes in all'],
    ['0', 'no whole number'],
    ['-1', 'no whole number'],
    ['2.5', 'no whole number'],
    ['1e2', 'no whole number'],
    ['', 'no whole number'],
    ['25,', 'names the lanes in all twice'],
    ['25,30', 'names the lanes in all twice'],
    ['film=5', 'there is no kind "film"'],
    ['video=', 'no whole number'],
    ['video=5,video=6', 'names a kind twice'],
    ['5,video=6', 'video=6 is more than the 5 lanes'],
  ])('refuses %j and says why', (text, why) => {
    expect(() => parseConcurrency(text)).toThrow(CliError);
    expect(() => parseConcurrency(text)).toThrow(why);
  });
});
