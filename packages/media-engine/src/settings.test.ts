import { describe, expect, it } from 'vitest';
import { resolveSettings, withRunLimits } from './settings.js';

describe('resolveSettings', () => {
  it.each(['maxOutputBytes', 'timeoutMs', 'killGraceMs', 'threads'])(
    'refuses a %s that is no limit',
    (option) => {
      for (const value of [0, -1, 1.5, Number.NaN, Infinity]) {
        expect(() => resolveSettings({ [option]: value })).toThrow(option);
      }
    },
  );
});

describe('withRunLimits', () => {
  it('lets a run have its own limits, and refuses a time no timer can hold', () => {
    const settings = resolveSettings({ timeoutMs: 5, maxOutputBytes: 7 });
    expect(withRunLimits(settings, { timeoutMs: 6 })).toMatchObject({ timeoutMs: 6, maxOutputBytes: 7 });
    expect(() => withRunLimits(settings, { timeoutMs: 2 ** 31 })).toThrow('timeoutMs');
  });
});
