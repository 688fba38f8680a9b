import { createSecretKey, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
/** 32 bytes in base64, and nothing else: a key has one spelling, so that a log can be searched for it. */
const BASE64_KEY = /^[A-Za-z0-9+/]{43}=$/;
/** Short, since every payload carries it, summaries of 400 bytes included. */
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
/** In the place of the first key: what is written stays readable. */
const PLAIN = 'plain';
const HOW = 'write id:key, or id:key,id:key, each key 32 bytes in base64 (openssl rand -base64 32)';

export interface PayloadKey {
  readonly id: string;
  /** Shows nothing of itself when it is printed. */
  readonly secret: KeyObject;
}

export interface PayloadKeys {
  /** What new payloads are encrypted with; undefined: they are written plain, while encrypted ones can be read. */
  readonly encrypting: PayloadKey | undefined;
  /** By id; the encrypting one is among them. */
  readonly decrypting: ReadonlyMap<string, PayloadKey>;
}

/** What is wrong with the text of the keys; the message shows no part of a key. */
export class PayloadKeysError extends Error {
  override readonly name = 'PayloadKeysError';
}

/**
 * Reads `id:base64key[,id:base64key…]`: the first key encrypts, all decrypt. `plain` in the place of the first one
 * (`plain,id:base64key`) encrypts nothing: with it every process learns to read before any begins to write.
 *
 * @throws {@link PayloadKeysError}
 */
export function parsePayloadKeys(text: string): PayloadKeys {
  const entries = text.split(',').map((entry) => entry.trim());
  const plain = entries[0] === PLAIN;
  const keys = entries.slice(plain ? 1 : 0).map((entry, at) => parseKey(entry, at + (plain ? 2 : 1)));
  if (keys.length === 0) throw new PayloadKeysError(`holds no key: ${HOW}`);
  refuseTwins(keys);
  return {
    encrypting: plain ? undefined : keys[0],
    decrypting: new Map(keys.map((key) => [key.id, key])),
  };
}

/** The keys as they were written, for a log that blots secrets out. */
export function payloadKeySecrets(keys: PayloadKeys | undefined): string[] {
  return [...(keys?.decrypting.values() ?? [])].map(({ secret }) =>
    // Without the padding, which somebody may leave out.
    secret.export().toString('base64').replace(/=$/, ''),
  );
}

function parseKey(entry: string, place: number): PayloadKey {
  const colon = entry.indexOf(':');
  // Without a colon the whole entry may be a key, so none of it is shown.
  if (colon < 0) throw new PayloadKeysError(`has no id in entry ${place}: ${HOW}`);
  const id = entry.slice(0, colon);
  if (!KEY_ID.test(id) || id === PLAIN) {
    throw new PayloadKeysError(
      `has an id in entry ${place} that cannot be used: 1 to 32 of A-Z, a-z, 0-9, ".", "_" and "-", not "${PLAIN}"`,
    );
  }
  const written = entry.slice(colon + 1);
  const bytes = Buffer.from(written, 'base64');
  if (!BASE64_KEY.test(written) || bytes.toString('base64') !== written) {
    throw new PayloadKeysError(`has a key ${id} that is not ${KEY_BYTES} bytes in base64: ${HOW}`);
  }
  return { id, secret: createSecretKey(bytes) };
}

/** Two of the same are a slip: of two keys under one id one would never be used, one key under two ids rotates nothing. */
function refuseTwins(keys: readonly PayloadKey[]): void {
  keys.forEach((key, at) => {
    for (const other of keys.slice(0, at)) {
      if (other.id === key.id) throw new PayloadKeysError(`has two keys of the id ${key.id}: name each once`);
      if (other.secret.equals(key.secret)) {
        throw new PayloadKeysError(`has the same key as ${other.id} and ${key.id}: make a new one`);
      }
    }
  });
}
