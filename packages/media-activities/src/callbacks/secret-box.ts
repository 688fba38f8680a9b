import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Keeps secrets where others can read, but not them. `owner` is bound to each: a secret moved to another row is refused. */
export interface SecretBox {
  readonly seal: (secret: string, owner: string) => Uint8Array;
  /** Throws when it was sealed under another key, for another owner, or was changed. */
  readonly open: (sealed: Uint8Array, owner: string) => string;
}

/**
 * Seals with AES-256-GCM and a random nonce.
 *
 * @param keys 32 bytes in base64, or several such keys with commas between: the first one seals, every one opens.
 */
export function createSecretBox(keys: string): SecretBox {
  const [sealing, ...older] = keys.split(',').map(toKey) as [Buffer, ...Buffer[]];
  return {
    seal: (secret, owner) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, sealing, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open: (sealed, owner) => {
      for (const key of [sealing, ...older]) {
        const secret = openWith(key, Buffer.from(sealed), owner);
        if (secret !== undefined) return secret;
      }
      throw new Error(
        `a secret of ${owner} was sealed with another key, for another owner, or was changed: give the key that it was sealed with`,
      );
    },
  };
}

function openWith(key: Buffer, box: Buffer, owner: string): string | undefined {
  const head = NONCE_BYTES + TAG_BYTES;
  if (box.length <= head) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(owner))
    .setAuthTag(box.subarray(NONCE_BYTES, head));
  const secret = decipher.update(box.subarray(head));
  try {
    return Buffer.concat([secret, decipher.final()]).toString('utf8');
  } catch {
    // GCM says no more than that these do not belong together.
    return undefined;
  }
}

/** The message never shows the key. */
function toKey(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    throw new RangeError('a key for secrets has 32 bytes in base64: make one with `openssl rand -base64 32`');
  }
  return key;
}
