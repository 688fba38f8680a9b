import { FAILURE_TYPES } from '@org/media-contracts';
import { ActivityError } from '../activity-error.js';
import { createGuardedFetch, type GuardedFetchOptions, type GuardedResponse } from '../guarded-fetch.js';
import { redactUrls } from '../redact-url.js';

export interface CallbackPost {
  readonly url: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface CallbackAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** Sends a callback and tells the status. Rejects when there was no answer, or the address is refused. */
export type PostCallback = (post: CallbackPost) => Promise<CallbackAnswer>;

/** The specification gives a receiver 15 to 30 seconds. */
const TIMEOUT_MS = 15_000;
/** So much of an answer is let come in, and thrown away. */
const MAX_ANSWER_BYTES = 4 * 1024;
const MAX_REASON_LENGTH = 300;

/**
 * Posts to addresses that strangers gave: judged when the socket connects, redirects not followed, and the answer's
 * body not kept, since it may hold secrets.
 */
export function createCallbackPost(
  options: Pick<GuardedFetchOptions, 'allowPrivateAddresses' | 'howToAllow' | 'lookup'> & {
    readonly timeoutMs?: number;
  },
): PostCallback {
  const { timeoutMs = TIMEOUT_MS, ...rules } = options;
  const send = createGuardedFetch({ ...rules, timeoutMs, maxBytes: MAX_ANSWER_BYTES, maxRedirects: 0 });
  return async ({ url, payload, headers, signal }) => {
    const response = await send(url, {
      signal,
      method: 'POST',
      body: payload,
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'media-callbacks/1' },
    });
    await discard(response);
    return { status: response.status, retryAfter: response.headers['retry-after'] };
  };
}

/** A receiver that is cut off while it still talks may take the callback for failed, so a short answer is let finish. */
async function discard({ body }: GuardedResponse): Promise<void> {
  try {
    for await (const _chunk of body);
  } catch {
    // Too long, too slow or cut off: the status has decided already.
  }
}

/** Why there was no answer, in words that the tenant may read. */
export function reasonOfSilence(error: unknown): string {
  // What a name inside our network resolves to is not for the tenant to learn.
  if (error instanceof ActivityError && error.type === FAILURE_TYPES.badInput) {
    return 'the URL is refused: it has to be http or https, at a public address, and without credentials';
  }
  const { message = '', code = '' } = error as { message?: string; code?: string };
  // Several addresses were tried: the error that joins theirs has a code and no message.
  return redactUrls(message || code || 'no connection').slice(0, MAX_REASON_LENGTH);
}
