import type { DecryptionObserver } from '@org/media-payload-codec';

/** What this process has seen of encrypted payloads. */
export interface PayloadWatch {
  readonly observer: DecryptionObserver;
  /** Fires, with the reason, when this process turns out to have the wrong keys. */
  readonly wrongKeys: AbortSignal;
}

/**
 * Tells a process with the wrong keys from a payload that nobody here can read.
 *
 * The first must stop polling: every task that it takes is lost time, and to an activity a lost attempt. The second must
 * not: one client with a mistyped key would end every worker there is. Who has decrypted anything has the right keys.
 */
export function createPayloadWatch(): PayloadWatch {
  const wrongKeys = new AbortController();
  let hasDecrypted = false;
  return {
    wrongKeys: wrongKeys.signal,
    observer: {
      decrypted: () => void (hasDecrypted = true),
      unreadable: ({ message }) => {
        if (hasDecrypted || wrongKeys.signal.aborted) return;
        wrongKeys.abort(
          new Error(`this process has none of the keys in use, so it takes no more work: ${message}`),
        );
      },
    },
  };
}
