import { describe, expect, it } from 'vitest';
import { accountKeyName, readAccountKeys } from './account-keys.js';

describe('readAccountKeys', () => {
  it('finds the key of each named account', () => {
    const { accountKeys, problems } = readAccountKeys({ ITTYBIT_API_KEY: 'a', ITTYBIT_API_KEY_ACME_EU: 'b' });
    expect([...accountKeys]).toEqual([
      ['default', 'a'],
      ['acme-eu', 'b'],
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['ITTYBIT_API_KEY_', 'ITTYBIT_API_KEY_ names no account: end it in A to Z, 0 to 9 and _'],
    ['ITTYBIT_API_KEY_DEFAULT', 'ITTYBIT_API_KEY_DEFAULT should be ITTYBIT_API_KEY'],
    ['ITTYBIT_API_KEY_acme', 'ITTYBIT_API_KEY_acme should be ITTYBIT_API_KEY_ACME'],
  ])('refuses %s, a name that no account has', (name, problem) => {
    expect(readAccountKeys({ [name]: 'k' })).toEqual({ accountKeys: new Map(), problems: [problem] });
  });
});

describe('accountKeyName', () => {
  it('is the way back', () => {
    expect([accountKeyName('default'), accountKeyName('acme-eu')]).toEqual([
      'ITTYBIT_API_KEY',
      'ITTYBIT_API_KEY_ACME_EU',
    ]);
  });
});
