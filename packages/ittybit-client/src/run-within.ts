/** Thrown by {@link runWithin} when the time is up. */
export class TimeIsUp extends Error {
  override readonly name = 'TimeIsUp';
  override readonly message = 'The time limit of the request was reached.';
}

/**
 * Runs something that takes a signal, until it ends, the caller aborts or `timeoutMs` has passed.
 *
 * It returns at once even if `run` ignores its signal, as an injected `fetch` may. The caller's signal gets one
 * listener, removed at the end: a signal that lives as long as a worker must not collect one per request.
 * The timer is a real one whatever the client's clock is, because sockets do not run on an injected clock.
 */
export async function runWithin<T>(options: {
  signal: AbortSignal | undefined;
  timeoutMs: number;
  run: (signal: AbortSignal) => Promise<T>;
}): Promise<T> {
  const { signal, timeoutMs, run } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new TimeIsUp());
  }, timeoutMs);
  try {
    return await Promise.race([run(controller.signal), rejectOnAbort(controller.signal)]);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
