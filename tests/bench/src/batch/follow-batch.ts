import { setTimeout as delay } from 'node:timers/promises';
import { batchStatus, type BatchResult, type BatchStatus } from '@org/media-contracts';
import type { RunningBatch } from './start-batch.ts';

/** Waits for the end of a batch and tells meanwhile how far it is. */
export async function followBatch(
  handle: RunningBatch,
  { everyMs, onStatus }: { everyMs: number; onStatus: (status: BatchStatus) => void | Promise<void> },
): Promise<BatchResult> {
  const ended = new AbortController();
  const telling = (async () => {
    for (;;) {
      await delay(everyMs, undefined, { signal: ended.signal }).catch(() => undefined);
      if (ended.signal.aborted) return;
      // While the worker is dead nobody answers; it is asked again.
      const status = await handle.query(batchStatus).catch(() => undefined);
      if (status) await onStatus(status);
    }
  })();
  try {
    // What goes wrong while telling ends the wait too.
    return await Promise.race([handle.result(), telling.then(() => handle.result())]);
  } finally {
    ended.abort();
    await telling;
  }
}

/** `2,400 of 5,000, 3 hand-overs, 61.2 a second`. */
export function progressLine({ counts, handOvers, ratePerMinute = 0 }: BatchStatus): string {
  const ended = counts.succeeded + counts.failed + counts.cancelled;
  const amount = `${ended.toLocaleString('en')} of ${counts.total.toLocaleString('en')}`;
  return `${amount}, ${handOvers} hand-overs, ${(ratePerMinute / 60).toFixed(1)} a second`;
}
