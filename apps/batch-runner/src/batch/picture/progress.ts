import type { BatchCounts } from '@org/media-contracts';

/** How far a batch is. */
export interface Progress {
  /** Items that have an outcome. */
  readonly done: number;
  /** Items there are: neither invalid lines nor repetitions. */
  readonly items: number;
  /** 0 to 1; 1 when there is nothing to do. */
  readonly share: number;
}

export function progressOf(counts: BatchCounts): Progress {
  const items = Math.max(0, counts.total - counts.invalid - counts.repeated);
  const done = counts.succeeded + counts.failed + counts.cancelled;
  return { done, items, share: items === 0 ? 1 : Math.min(1, done / items) };
}

/** `[######--------------]`: full only at the very end. */
export function progressBar(share: number, width: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, share)) * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}

/** `99.9 %` until it is really all. */
export function percent(share: number): string {
  return `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}

/** A rate per minute in the unit in which it is easy to read. */
export function rateText(perMinute: number): string {
  if (perMinute >= 120) return `${trim(perMinute / 60)}/s`;
  return perMinute >= 1 ? `${trim(perMinute)}/min` : `${trim(perMinute * 60)}/h`;
}

/** At most two decimals, and none that say nothing. */
export function trim(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** `1 item`, `2 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
