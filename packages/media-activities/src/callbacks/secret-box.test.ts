import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox } from './secret-box.js';
import { newCallbackSecret } from './signature.js';

const newKey = (): string => randomBytes(32).toString('base64');

describe('createSecretBox', () => {
  it('opens what it sealed, and never seals alike', () => {
    const box = createSecretBox(newKey());
    const secret = newCallbackSecret();
    const sealed = box.seal(secret, 'acme');
    expect(box.open(Uint8Array.from(sealed), 'acme')).toBe(secret);
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('whsec');
    expect(box.seal(secret, 'acme')).not.toEqual(sealed);
  });

  it('refuses another key, another owner, and what was changed anywhere', () => {
    const box = createSecretBox(newKey());
    const sealed = box.seal('whsec_abc', 'acme');
    expect(() => createSecretBox(newKey()).open(sealed, 'acme')).toThrow('another key');
    expect(() => box.open(sealed, 'other')).toThrow('another owner');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => box.open(changed, 'acme'), `byte ${at}`).toThrow('was changed');
    }
    expect(() => box.open(sealed.subarray(0, 20), 'acme')).toThrow('was changed');
    expect(() => box.open(new Uint8Array(), 'acme')).toThrow('was changed');
  });

  it('opens with the keys before the one that seals', () => {
    const [old, fresh] = [newKey(), newKey()];
    const sealed = createSecretBox(old).seal('whsec_x', 'acme');
    const box = createSecretBox(`${fresh}, ${old}`);
    expect(box.open(sealed, 'acme')).toBe('whsec_x');
    expect(createSecretBox(fresh).open(box.seal('whsec_y', 'acme'), 'acme')).toBe('whsec_y');
  });

  it.each(['', 'c2hvcnQ=', `${Buffer.alloc(32, 1).toString('base64')},`])(
    'says of %j what a key has to be',
    (key) => {
      expect(() => createSecretBox(key)).toThrow(/32 bytes in base64/);
    },
  );
});
