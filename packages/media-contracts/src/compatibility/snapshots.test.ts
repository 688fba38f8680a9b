import { describe, expect, it } from 'vitest';
import { newestRelease } from './snapshots.js';

describe('newestRelease', () => {
  it('compares versions as numbers and leaves other files alone', () => {
    expect(newestRelease(['0.9.0.json', 'next.json', '0.10.0.json', '0.10.0-rc.json'])).toBe('0.10.0.json');
    expect(newestRelease(['2.0.0.json', '10.0.0.json', '10.0.1.json'])).toBe('10.0.1.json');
  });
  it('finds nothing before the first release', () => {
    expect(newestRelease(['next.json'])).toBeUndefined();
  });
});
