import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { PayloadKey } from './payload-keys.js';

/** The layout of the bytes below: version, nonce, ciphertext, tag. Another layout gets another number. */
export const SEAL_VERSION = 1;

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/** Encrypts with a nonce of its own. The version and the key's id are authenticated along with the content. */
export function seal(content: Uint8Array, { id, secret }: PayloadKey): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(id));
  const head = [Buffer.of(SEAL_VERSION), nonce];
  return Buffer.concat([...head, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the bytes were not sealed with this key, or were changed. */
export function unseal(sealed: Uint8Array, { id, secret }: PayloadKey): Uint8Array {
  if (sealed.byteLength < HEAD_BYTES + TAG_BYTES) throw new Error('too short');
  const decipher = createDecipheriv(ALGORITHM, secret, sealed.subarray(1, HEAD_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(authenticated(id));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
}

function authenticated(id: string): Uint8Array {
  return Buffer.concat([Buffer.of(SEAL_VERSION), Buffer.from(id)]);
}
