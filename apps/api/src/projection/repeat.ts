import type { Clock } from '@org/ittybit-client';
import type { Log } from '@org/media-activities';
import { backOffMs } from './follow/back-off.js';
import type { ProjectionMetrics } from './projection-metrics.js';

export interface Repeated {
  readonly what: Parameters<ProjectionMetrics['failed']>[0];
  readonly everyMs: number;
  readonly work: (signal: AbortSignal) => Promise<void>;
}

/** Does something over and over until the signal aborts. Trouble is told, and the next time comes later. */
export async function repeat(
  { what, everyMs, work }: Repeated,
  { clock, log, metrics }: { readonly clock: Clock; readonly log: Log; readonly metrics: ProjectionMetrics },
  signal: AbortSignal,
): Promise<void> {
  const isOver = (): boolean => signal.aborted;
  for (let failures = 0; !signal.aborted;) {
    try {
      await work(signal);
      if (failures > 0) log.info('it works again', { what });
      failures = 0;
    } catch (error) {
      if (isOver()) return;
      failures++;
      metrics.failed(what);
      // Once for an outage, and again where it lasts.
      const tell = Number.isInteger(Math.log2(failures)) ? log.warn : log.debug;
      tell('it did not succeed and is tried again', { what, reason: String(error), failures });
    }
    const waitMs = failures > 0 ? Math.max(everyMs, backOffMs(failures)) : everyMs;
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}
