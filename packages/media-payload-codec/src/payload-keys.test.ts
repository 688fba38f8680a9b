import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parsePayloadKeys, payloadKeySecrets, PayloadKeysError } from './payload-keys.js';
import { A, B, keyOf } from './testing/keys.js';

describe('parsePayloadKeys', () => {
  it('encrypts with the first key and decrypts with all', () => {
    const keys = parsePayloadKeys(`b:${B}, a:${A}`);
    expect(keys.encrypting?.id).toBe('b');
    expect([...keys.decrypting.keys()]).toEqual(['b', 'a']);
  });

  it('encrypts with none when the first place says plain', () => {
    const keys = parsePayloadKeys(`plain,a:${A}`);
    expect(keys.encrypting).toBeUndefined();
    expect([...keys.decrypting.keys()]).toEqual(['a']);
  });

  it.each([
    ['', 'has no id in entry 1'],
    [A, 'has no id in entry 1'],
    [`a:${A},`, 'has no id in entry 2'],
    [`plain,${A}`, 'has no id in entry 2'],
    ['plain', 'holds no key'],
    [`:${A}`, 'has an id in entry 1'],
    [`a b:${A}`, 'has an id in entry 1'],
    [`${'x'.repeat(33)}:${A}`, 'has an id in entry 1'],
    [`a:${A},plain:${B}`, 'has an id in entry 2'],
    [`a:${A.slice(0, -1)}`, 'has a key a that is not 32 bytes'],
    [`a:${keyOf(1, 31)}`, 'has a key a that is not 32 bytes'],
    [`a:${keyOf(1, 33)}`, 'has a key a that is not 32 bytes'],
    // The same bytes in a second spelling: the last bits of the base64 are not zero.
    [`a:${A.slice(0, -2)}F=`, 'has a key a that is not 32 bytes'],
    [`a:${A},a:${B}`, 'has two keys of the id a'],
    [`a:${A},b:${A}`, 'has the same key as a and b'],
  ])('refuses %j', (text, problem) => {
    const refusal = (): unknown => parsePayloadKeys(text);
    expect(refusal).toThrow(PayloadKeysError);
    expect(refusal).toThrow(problem);
    for (const key of [A, B]) expect(refusal).not.toThrow(key.slice(0, 20));
  });

  it('gives keys that show nothing when they are printed', () => {
    const keys = parsePayloadKeys(`a:${A}`);
    const hex = Buffer.from(A, 'base64').toString('hex').slice(0, 16);
    for (const text of [inspect(keys, { depth: 9 }), JSON.stringify([...keys.decrypting])]) {
      expect(text).not.toContain(A.slice(0, 20));
      expect(text.replaceAll(' ', '')).not.toContain(hex);
    }
  });
});

describe('payloadKeySecrets', () => {
  it('gives every key as it was written, and none without keys', () => {
    expect(payloadKeySecrets(parsePayloadKeys(`plain,a:${A},b:${B}`)).map((secret) => `${secret}=`)).toEqual([
      A,
      B,
    ]);
    expect(payloadKeySecrets(undefined)).toEqual([]);
  });
});
