import { isLoopbackAddress, isPrivateAddress } from '../address-guard.js';
import type { Log } from '../log.js';
import type { WebhookDelivery, WebhookStore } from '../store/webhook-store.js';
import { guardedRequest } from './guarded-request.js';

export interface WebhookSettings {
  /** How long a receiver may take. Default 5,000. */
  timeoutMs?: number;
  /** Pause before the second attempt; doubles from then on, up to an hour. Default 1,000. */
  firstRetryMs?: number;
  /** Attempts before a delivery is given up. Default 12, which is a bit over an hour. */
  maxAttempts?: number;
}

export interface WebhookSender {
  /** Looks again when the next delivery is due; to be called when one may have been added. */
  poke(): void;
  /** Ends attempts under way; what was not taken stays in the store. */
  close(): Promise<void>;
}

export interface WebhookSenderDependencies {
  store: WebhookStore;
  settings: WebhookSettings;
  /** Loopback is always allowed: webhooks are developed on one machine. */
  allowPrivateAddresses: boolean;
  now: () => number;
  /** Lets simulated tasks end that are due. */
  settle: () => void;
  /** When the next simulated task with a webhook ends. */
  nextEndAt: () => number | null;
  /** The JSON to send; null when the task is gone. */
  bodyOf: (delivery: WebhookDelivery) => string | null;
  committed: () => Promise<void>;
  log: Log;
}

const CONCURRENCY = 8;
const MAX_RETRY_MS = 3_600_000;
const MAX_TIMER_MS = 60_000;

/** Posts deliveries as they fall due, with one timer for all. */
export function createWebhookSender(dependencies: WebhookSenderDependencies): WebhookSender {
  const { store, now, log } = dependencies;
  const closing = new AbortController();
  const inFlight = new Map<number, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;

  const poke = (): void => {
    if (closing.signal.aborted || inFlight.size >= CONCURRENCY) return;
    if (timer) clearTimeout(timer);
    const times = [store.nextAt(), dependencies.nextEndAt()].filter((at) => at !== null);
    if (times.length === 0) return;
    timer = setTimeout(
      run,
      Math.min(MAX_TIMER_MS, Math.max(inFlight.size > 0 ? 10 : 0, Math.min(...times) - now())),
    );
  };
  const run = (): void => {
    timer = null;
    dependencies.settle();
    for (const delivery of store.due(now(), CONCURRENCY + inFlight.size)) {
      if (inFlight.size >= CONCURRENCY || inFlight.has(delivery.seq)) continue;
      const attempt = deliver(dependencies, delivery, closing.signal)
        .catch((error: unknown) => {
          log('error', 'A webhook could not be recorded', { taskId: delivery.taskId, error: String(error) });
        })
        .finally(() => {
          inFlight.delete(delivery.seq);
          poke();
        });
      inFlight.set(delivery.seq, attempt);
    }
    poke();
  };
  poke();
  return {
    poke,
    close: async () => {
      closing.abort(new Error('The server is closing.'));
      if (timer) clearTimeout(timer);
      await Promise.all(inFlight.values());
    },
  };
}

async function deliver(
  dependencies: WebhookSenderDependencies,
  delivery: WebhookDelivery,
  closing: AbortSignal,
): Promise<void> {
  const { store, settings, now, log } = dependencies;
  // The receiver will read the task: it must not learn of an end that a crash could take back.
  await dependencies.committed();
  const body = dependencies.bodyOf(delivery);
  const failure = body === null ? null : await attemptDelivery(dependencies, { delivery, body, closing });
  if (closing.aborted) return;
  if (failure === null) {
    store.remove(delivery.seq);
    return;
  }
  const attempts = delivery.attempts + 1;
  const facts = { taskId: delivery.taskId, attempts, failure };
  if (attempts >= (settings.maxAttempts ?? 12)) {
    log('error', 'A webhook was given up', facts);
    store.remove(delivery.seq);
    return;
  }
  log('warn', 'A webhook was not taken and will be sent again', facts);
  const pause = Math.min(MAX_RETRY_MS, (settings.firstRetryMs ?? 1_000) * 2 ** (attempts - 1));
  store.postpone(delivery.seq, attempts, now() + pause);
}

/** Null when the receiver took it, else why not. */
async function attemptDelivery(
  { settings, allowPrivateAddresses }: WebhookSenderDependencies,
  { delivery, body, closing }: { delivery: WebhookDelivery; body: string; closing: AbortSignal },
): Promise<string | null> {
  const isAllowed = (address: string): boolean =>
    allowPrivateAddresses || isLoopbackAddress(address) || !isPrivateAddress(address);
  try {
    const response = await guardedRequest(new URL(delivery.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) },
      body,
      isAllowed,
      signal: AbortSignal.any([closing, AbortSignal.timeout(settings.timeoutMs ?? 5_000)]),
    });
    response.resume();
    const status = response.statusCode ?? 0;
    return status >= 200 && status < 300 ? null : `the receiver answered ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
