import type { Clock } from '@org/ittybit-client';

/** How long requests are held when the service does not say, before jitter. */
const DEFAULT_HOLD_MS = 30_000;
/** Shortest hold: `Retry-After: 0`, or a date that has passed, would have the request sent again without a pause. */
const MIN_HOLD_MS = 1_000;
/** Longest hold that is believed: a service that asks for more is asked again after this. */
export const MAX_HOLD_MS = 60 * 60_000;
/** After a hold, for so long, requests go out one at a time. */
const RECOVERY_MS = 10_000;
/** Distance between two requests of that time. */
const RECOVERY_SPACING_MS = 100;

/** How whoever stands at the gate wants to wait. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Longest wait worth standing here for. A longer one throws {@link HeldTooLong} at once. */
  readonly maxWaitMs: number;
  /** Called before each wait, with the time at which it ends. */
  readonly onHeld: (until: number) => void;
  /** Called after the waits, if there were any. */
  readonly onPassed: () => void;
}

/** The quota returns too late to wait for it here. */
export class HeldTooLong extends Error {
  override readonly name = 'HeldTooLong';
  readonly until: number;

  constructor(until: number) {
    super(`The quota of the account is used up until ${new Date(until).toISOString()}.`);
    this.until = until;
  }
}

/** One per API key and process: a 429 seen by one request holds them all. */
export interface QuotaGate {
  /** Resolves when a request may go out. Rejects with the signal's reason, or {@link HeldTooLong}. */
  readonly pass: (patience: Patience) => Promise<void>;
  /** The service asked for patience: `retryAfterMs` (1 s at least), or about 30 s when it did not say how much. */
  readonly hold: (retryAfterMs: number | undefined) => void;
  /** When the hold ends, if one is on. */
  readonly heldUntil: () => number | undefined;
}

export function createQuotaGate({ clock, random }: { clock: Clock; random: () => number }): QuotaGate {
  let closedUntil = -Infinity;
  let nextSlotAt = -Infinity;

  /**
   * When whoever asks now may go. Right after a hold each gets a slot of its own, or all would meet the next 429.
   * Who has no patience for it takes none: slots that nobody uses would keep the line at its length for ever.
   */
  function takeSlot(now: number, maxWaitMs: number): number {
    if (now >= closedUntil + RECOVERY_MS && now >= nextSlotAt) return now;
    const at = Math.max(now, nextSlotAt);
    if (at - now > maxWaitMs) throw new HeldTooLong(at);
    nextSlotAt = at + RECOVERY_SPACING_MS;
    return at;
  }

  async function pass({ signal, maxWaitMs, onHeld, onPassed }: Patience): Promise<void> {
    const arrivedAt = clock.now();
    const waitUntil = async (until: number): Promise<void> => {
      if (until - clock.now() > maxWaitMs) throw new HeldTooLong(until);
      onHeld(until);
      await clock.sleep(until - clock.now(), signal);
    };
    do {
      while (clock.now() < closedUntil) await waitUntil(closedUntil);
      const slotAt = takeSlot(clock.now(), maxWaitMs);
      if (slotAt > clock.now()) await waitUntil(slotAt);
      // Whoever had a slot before this one may have met the next 429.
    } while (clock.now() < closedUntil);
    signal.throwIfAborted();
    if (clock.now() > arrivedAt) onPassed();
  }

  return {
    pass,
    hold: (retryAfterMs) => {
      const now = clock.now();
      const holdMs = retryAfterMs ?? DEFAULT_HOLD_MS * (0.75 + random() / 2);
      closedUntil = Math.max(closedUntil, now + Math.min(Math.max(holdMs, MIN_HOLD_MS), MAX_HOLD_MS));
      nextSlotAt = closedUntil;
    },
    heldUntil: () => (clock.now() < closedUntil ? closedUntil : undefined),
  };
}
