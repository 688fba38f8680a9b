import { describe, expect, it } from 'vitest';
import { isAtLeast, serverVersion } from './temporal-version.ts';

describe('serverVersion', () => {
  it('finds the server inside the version of the command line', () => {
    expect(serverVersion('temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)')).toBe('1.29.1');
    expect(serverVersion('temporal version 1.5.2-rc (Server 1.30.0-148.4, UI 2.43)')).toBe('1.30.0-148.4');
    expect(serverVersion('usage: temporal')).toBeUndefined();
  });
});

describe('isAtLeast', () => {
  it.each([
    ['1.29.1', true],
    ['1.30.0-148.4', true],
    ['2.0', true],
    ['1.28.9', false],
    ['1.9', false],
    ['0.99', false],
  ])('of 1.29: %s is %s', (version, expected) => {
    expect(isAtLeast(version, '1.29')).toBe(expected);
  });
});
