import type { ItemKind } from '@org/media-contracts';
import type { BatchWindow } from './batch-window.js';

const DEFAULT_ASSUMED_MINUTES = 1;

/** What one generation of an item is expected to cost: its kind's mean so far, else what the user assumes. */
export function expectedCost(window: BatchWindow, kind: ItemKind): number {
  const known = window.minutes.get(kind);
  const assumed = window.terms.spend?.assumedMinutes ?? DEFAULT_ASSUMED_MINUTES;
  return costOf(window, kind, known && known.items > 0 ? known.sum / known.items : assumed);
}

/** What an output of so many seconds cost; of unknown length, what was expected. */
export function settledCost(
  window: BatchWindow,
  kind: ItemKind,
  durationSeconds: number | undefined,
): number {
  if (durationSeconds === undefined) return expectedCost(window, kind);
  const minutes = durationSeconds / 60;
  const known = window.minutes.get(kind) ?? { sum: 0, items: 0 };
  window.minutes.set(kind, { sum: known.sum + minutes, items: known.items + 1 });
  return costOf(window, kind, minutes);
}

/** What is in flight or has no durable result: spent so far, and reserved for what has not ended. */
export function openSpend({ items }: BatchWindow): { spent: number; reserved: number } {
  let spent = 0;
  let reserved = 0;
  for (const item of items.values()) {
    spent += item.spent + (item.row ? item.reserved : 0);
    reserved += item.row ? 0 : item.reserved;
  }
  return { spent, reserved };
}

/** True when another generation of this kind would go beyond the cap. */
export function wouldExceedCap(window: BatchWindow, kind: ItemKind): boolean {
  const { spendCap } = window;
  if (spendCap === undefined) return false;
  const cost = expectedCost(window, kind);
  const open = openSpend(window);
  return cost > 0 && window.spent + open.spent + open.reserved + cost > spendCap;
}

function costOf({ terms }: BatchWindow, kind: ItemKind, minutes: number): number {
  const price = terms.spend?.prices[kind];
  return (price?.perItem ?? 0) + (price?.perMinute ?? 0) * minutes;
}
