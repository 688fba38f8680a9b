import { describe, expect, it } from 'vitest';
import { normalizeState } from './state.js';

describe('normalizeState', () => {
  it.each([
    ['succeeded', 'succeeded'],
    ['completed', 'succeeded'],
    ['ready', 'succeeded'],
    ['failed', 'failed'],
    ['error', 'failed'],
    ['cancelled', 'cancelled'],
    ['canceled', 'cancelled'],
    ['Succeeded ', 'succeeded'],
  ])('takes %s as the end %s', (status, state) => {
    expect(normalizeState(status)).toBe(state);
  });

  it.each(['queued', 'processing', 'waiting', 'pending', 'validating', 'finishing'])(
    'takes %s as running',
    (status) => {
      expect(normalizeState(status)).toBe('running');
    },
  );

  it.each(['archived', '', 'constructor', '__proto__', null, undefined, 7])(
    'takes the unknown %j as still running, never as an end',
    (status) => {
      expect(normalizeState(status)).toBe('running');
    },
  );
});
