import type { Clock } from '@org/ittybit-client';

/** A clock that stands still until a test moves it, and then jumps from timer to timer. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, waking every sleeper on the way in order. */
  readonly advance: (ms: number) => Promise<void>;
  /** Moves on as far as `promise` needs to settle. Throws when nothing would ever wake it. */
  readonly runUntil: <T>(promise: Promise<T>) => Promise<T>;
  /** Sleepers that nobody woke or aborted yet. */
  readonly sleepers: () => number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Lets everything that is ready run. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClock(startAt = 1_700_000_000_000): FakeClock {
  let now = startAt;
  const sleepers = new Set<Sleeper>();

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const end = (finish: () => void): void => {
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', onAbort);
        finish();
      };
      const onAbort = (): void => {
        end(() => {
          reject(signal?.reason as Error);
        });
      };
      const sleeper: Sleeper = {
        at: now + Math.max(0, ms),
        wake: () => {
          end(resolve);
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Wakes the next sleeper up to `limit`; false when there is none. */
  function step(limit: number): boolean {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) if (!next || sleeper.at < next.at) next = sleeper;
    if (!next || next.at > limit) return false;
    now = Math.max(now, next.at);
    next.wake();
    return true;
  }

  return {
    now: () => now,
    sleep,
    sleepers: () => sleepers.size,
    advance: async (ms) => {
      const until = now + ms;
      await settled();
      while (step(until)) await settled();
      now = until;
      await settled();
    },
    runUntil: async (promise) => {
      const ended = new AbortController();
      const end = (): void => {
        ended.abort();
      };
      promise.then(end, end);
      await settled();
      while (!ended.signal.aborted) {
        if (!step(Infinity)) throw new Error('nothing would ever wake what the test waits for');
        await settled();
      }
      return promise;
    },
  };
}
