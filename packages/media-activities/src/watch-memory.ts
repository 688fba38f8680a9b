import type { Clock } from '@org/ittybit-client';

/** What is known of tasks that nobody watches for the moment: a task that changes hands need not be read anew. */
export interface WatchMemory<Known> {
  readonly keep: (remoteId: string, known: Known) => void;
  /** Forgets what it returns. */
  readonly take: (remoteId: string) => Known | undefined;
}

export function createWatchMemory<Known>(options: {
  readonly clock: Clock;
  /** What was known so long ago says nothing any more. */
  readonly keepMs: number;
}): WatchMemory<Known> {
  const { clock, keepMs } = options;
  const kept = new Map<string, { readonly known: Known; readonly until: number }>();
  return {
    keep: (remoteId, known) => {
      const now = clock.now();
      kept.delete(remoteId);
      // Entries are in the order in which they expire.
      for (const [id, { until }] of kept) {
        if (until > now) break;
        kept.delete(id);
      }
      kept.set(remoteId, { known, until: now + keepMs });
    },
    take: (remoteId) => {
      const entry = kept.get(remoteId);
      kept.delete(remoteId);
      return entry && entry.until > clock.now() ? entry.known : undefined;
    },
  };
}
