import { describe, expect, it } from 'vitest';
import { concurrencyText } from './concurrency-text.js';

describe('concurrencyText', () => {
  it('shows the lanes in all, then those of kinds', () => {
    expect(concurrencyText({ total: 25, perKind: { video: 5, image: 20 } })).toBe('25 (video 5, image 20)');
    expect(concurrencyText({ total: 25 })).toBe('25');
  });
});
