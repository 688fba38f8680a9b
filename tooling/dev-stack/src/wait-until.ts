import { setTimeout as delay } from 'node:timers/promises';
import { Failure, reasonOf } from './failure.ts';

export interface WaitOptions {
  /** What is waited for, as in "Temporal to answer on 127.0.0.1:7733". */
  readonly what: string;
  readonly timeoutMs: number;
  /** Default 100. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks until the answer is neither false nor undefined, and returns it. What `ask` throws counts as
 * "not yet" and is told if the time runs out.
 */
export async function waitUntil<T>(
  ask: () => T | Promise<T>,
  options: WaitOptions,
): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    let last = '';
    try {
      const answer = await ask();
      if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    } catch (error) {
      last = `: ${reasonOf(error)}`;
    }
    if (performance.now() > deadline)
      throw new Failure(`Waited ${options.timeoutMs / 1000} s for ${options.what}, in vain${last}`);
    await pause(options.intervalMs ?? 100, options.signal);
  }
}

/** Waits; ends early, without an error, when the signal fires. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
