import { describe, expect, it } from 'vitest';
import { parseOnly } from './only-flag.js';

describe('parseOnly', () => {
  it('is everything without a success by itself', () => {
    expect(parseOnly(undefined)).toEqual(['failed', 'cancelled', 'notStarted']);
  });
  it('reads some', () => {
    expect(parseOnly('notStarted, failed')).toEqual(['failed', 'notStarted']);
  });
  it.each(['', 'succeeded', 'failed,failed', 'failed,'])('refuses %j', (text) => {
    expect(() => parseOnly(text)).toThrow('--only');
  });
});
