import type { Clock } from '@org/ittybit-client';

/** What stays known for a while of what nobody works on for the moment: work that changes hands need not begin anew. */
export interface ShortMemory<Known> {
  readonly keep: (id: string, known: Known) => void;
  /** Forgets what it returns. */
  readonly take: (id: string) => Known | undefined;
}

export function createShortMemory<Known>(options: {
  readonly clock: Clock;
  /** What was known so long ago says nothing any more. */
  readonly keepMs: number;
}): ShortMemory<Known> {
  const { clock, keepMs } = options;
  const kept = new Map<string, { readonly known: Known; readonly until: number }>();
  return {
    keep: (id, known) => {
      const now = clock.now();
      kept.delete(id);
      // Entries are in the order in which they expire.
      for (const [oldest, { until }] of kept) {
        if (until > now) break;
        kept.delete(oldest);
      }
      kept.set(id, { known, until: now + keepMs });
    },
    take: (id) => {
      const entry = kept.get(id);
      kept.delete(id);
      return entry && entry.until > clock.now() ? entry.known : undefined;
    },
  };
}
