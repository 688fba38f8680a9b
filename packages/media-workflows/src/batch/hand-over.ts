import type { BatchCommand, HistoryPressure } from './batch-event.js';
import { allBegun, lanes, type BatchWindow } from './batch-window.js';
import { MAX_SHARD_ROWS, writeShard } from './result-shards.js';

/** Items that end within this time on average are let end before a hand-over, for so long at most. */
const MAX_FLIGHT_MS = 1_000;
const MAX_DRAIN_MS = 2_000;

/** Enough is durable to be worth a new run, or nothing is in hand, or the history forces it. */
export function handOverIsDue(
  window: BatchWindow,
  { suggested, pressing, byUpdates }: HistoryPressure,
): boolean {
  if (!suggested) return false;
  if (pressing || byUpdates) return true;
  const enough = window.terms.handOverResults ?? Math.max(lanes(window), MAX_SHARD_ROWS);
  // A batch that has nothing left to begin is about to end; a new run would only re-attach its last items.
  if (allBegun(window) && window.items.size === 0) return false;
  return window.flushedHere >= enough || window.items.size === 0;
}

/**
 * Results that arrive while a run ends make the server refuse its end, and the whole history is replayed before it
 * can be tried again. Where items end within moments, letting them end first costs less, and their results go along.
 * Items that take longer are never waited for.
 */
export function handOverCommands(window: BatchWindow, now: number): BatchCommand[] {
  if (window.writing) return [];
  const inTime = window.handingOver !== undefined && now < window.handingOver.since + MAX_DRAIN_MS;
  if (!drains(window) || !inTime) return [{ do: 'handOver' }];
  if (isInFlight(window)) return [];
  const shard = writeShard(window, now);
  return shard.length > 0 ? shard : [{ do: 'handOver' }];
}

/** When a run that lets its items end gives that up; undefined for one that does not. */
export function drainEndsAt(window: BatchWindow): number | undefined {
  return window.handingOver && drains(window) ? window.handingOver.since + MAX_DRAIN_MS : undefined;
}

function drains({ flightMs }: BatchWindow): boolean {
  return flightMs !== undefined && flightMs < MAX_FLIGHT_MS;
}

function isInFlight({ items }: BatchWindow): boolean {
  return [...items.values()].some(({ state }) => state === 'running');
}
