import { setTimeout as delay } from 'node:timers/promises';

export type Fetch = (request: Request) => Promise<Response>;

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const PASSING = [429, 502, 503, 504];

/**
 * Sends again what may be sent again: reads, and starts with an idempotency key. Waits as long as the answer asks for.
 * Whatever was answered last is returned; trouble of the network is thrown when it was the last.
 */
export function patientFetch(send: Fetch, sleep: typeof pause = pause): Fetch {
  return async (request) => {
    const isRepeatable = request.method === 'GET' || request.headers.has('idempotency-key');
    for (let attempt = 1; ; attempt++) {
      const isLast = !isRepeatable || attempt === ATTEMPTS;
      const usual = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
      // A body can be read once: each attempt has a copy.
      const copy = isLast ? request : request.clone();
      let waitMs = usual;
      try {
        const response = await send(copy);
        if (isLast || !PASSING.includes(response.status)) return response;
        waitMs = Math.min(LONGEST_WAIT_MS, Math.max(usual, secondsOf(response) * 1_000));
        await response.body?.cancel();
      } catch (error) {
        if (isLast || request.signal.aborted) throw error;
      }
      await sleep(waitMs, request.signal);
    }
  };
}

function secondsOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? seconds : 0;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
