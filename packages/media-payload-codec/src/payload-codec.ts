import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { PayloadKeys } from './payload-keys.js';
import { PayloadUnreadableError } from './payload-unreadable-error.js';
import { SEAL_VERSION, seal, unseal } from './sealed.js';

/** Its wire form is what is encrypted. The module is CommonJS whose names Node cannot see, hence the default import. */
const { Payload: WirePayload } = proto.temporal.api.common.v1;

const ENCODING = 'encoding';
/** The names that Temporal's own samples of encryption use, so that its tools recognise them. */
const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';

/** Told of every encrypted payload that was, or could not be, decrypted. Called often: be quick, and never throw. */
export interface DecryptionObserver {
  readonly decrypted: () => void;
  readonly unreadable: (error: PayloadUnreadableError) => void;
}

/**
 * Encrypts with the first key, decrypts with any, and leaves alone what it did not encrypt.
 *
 * Without keys it encrypts nothing and still refuses what is encrypted. Without it the SDK would hand ciphertext to
 * its converter inside the workflow, where an update that cannot be read is rejected for good.
 */
export function createPayloadCodec(
  keys: PayloadKeys | undefined,
  observer: Partial<DecryptionObserver> = {},
): PayloadCodec {
  return {
    // A payload is a few KiB: the thread pool of an asynchronous cipher would cost more than the cipher.
    encode: async (payloads) => payloads.map((payload) => encrypt(payload, keys)),
    decode: async (payloads) =>
      payloads.map((payload) => {
        if (!isEncrypted(payload)) return payload;
        try {
          const plain = decrypt(payload, keys);
          observer.decrypted?.();
          return plain;
        } catch (error) {
          if (error instanceof PayloadUnreadableError) observer.unreadable?.(error);
          throw error;
        }
      }),
  };
}

export function isEncrypted({ metadata }: Payload): boolean {
  return textOf(metadata?.[ENCODING]) === ENCRYPTED;
}

function encrypt(payload: Payload, keys: PayloadKeys | undefined): Payload {
  const key = keys?.encrypting;
  if (key === undefined) return payload;
  return {
    metadata: { [ENCODING]: Buffer.from(ENCRYPTED), [KEY_ID]: Buffer.from(key.id) },
    data: seal(WirePayload.encode(payload).finish(), key),
  };
}

function decrypt({ metadata, data }: Payload, keys: PayloadKeys | undefined): Payload {
  const keyId = textOf(metadata?.[KEY_ID]);
  const key = keys?.decrypting.get(keyId);
  if (key === undefined) {
    const has = keys === undefined ? 'none' : [...keys.decrypting.keys()].join(', ');
    throw new PayloadUnreadableError(
      `a payload is encrypted with the key "${keyId}", which this process does not have (it has: ${has}). Add it to PAYLOAD_KEYS, behind the first key unless new payloads should use it`,
      keyId,
    );
  }
  const sealed = data ?? new Uint8Array();
  if (sealed[0] !== SEAL_VERSION) {
    throw new PayloadUnreadableError(
      `a payload is encrypted in a format that this release does not know (version ${sealed[0] ?? 'none'}). Use the release that wrote it`,
      keyId,
    );
  }
  return WirePayload.decode(opened(sealed, key));
}

function opened(sealed: Uint8Array, key: Parameters<typeof unseal>[1]): Uint8Array {
  try {
    return unseal(sealed, key);
  } catch {
    // What the cipher says ("unable to authenticate data") tells nobody what to do.
    throw new PayloadUnreadableError(
      `a payload cannot be decrypted with this process's key "${key.id}": it was encrypted with another key of that id, or it was changed since. Compare PAYLOAD_KEYS with that of the process that wrote it`,
      key.id,
    );
  }
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString('utf8') : '';
}
