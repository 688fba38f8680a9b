import { waitUntil } from '@org/dev-stack';

/** Longer than anything that works takes on a slow machine. */
const PATIENCE_MS = 60_000;

/** Asks until the answer is neither false nor undefined, and returns it. */
export function until<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  return waitUntil(ask, { what, timeoutMs: PATIENCE_MS });
}
