import { createHash, randomBytes } from 'node:crypto';

/** How a key looks: it can be found by a scanner for leaked secrets, and has 256 random bits. */
const PREFIX = 'mk_';
const SHOWN_LENGTH = 9;
const FORM = /^mk_[A-Za-z0-9_-]{43}$/;

export interface NewKey {
  readonly id: string;
  /** Shown once, when it is made, and kept nowhere. */
  readonly key: string;
  /** The first characters, to tell keys apart. */
  readonly prefix: string;
  readonly hash: Uint8Array;
}

export function newKey(random: (size: number) => Buffer = randomBytes): NewKey {
  const key = `${PREFIX}${random(32).toString('base64url')}`;
  const id = `key_${random(9).toString('base64url')}`;
  return { id, key, prefix: key.slice(0, SHOWN_LENGTH), hash: hashOf(key) };
}

export function isKey(text: string): boolean {
  return FORM.test(text);
}

/** No slow hash: a key of 256 random bits cannot be guessed, and every request pays for it. */
export function hashOf(key: string): Uint8Array {
  return createHash('sha256').update(key).digest();
}
