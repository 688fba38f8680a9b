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
