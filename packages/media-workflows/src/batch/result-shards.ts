import type { BatchRow } from '@org/media-contracts';
import type { BatchCommand } from './batch-event.js';
import { allBegun, lanes, mayBegin, unwrittenRows, type BatchWindow } from './batch-window.js';

/** Results are made durable after this time at the latest. */
const FLUSH_MS = 5_000;
export const MAX_SHARD_ROWS = 200;
/** As an input, a shard has to stay below 256 KiB; the envelope and escapes need some of it. */
const MAX_SHARD_BYTES = 200 * 1024;

/** One shard at a time: the next one names it. */
export function writeShard(window: BatchWindow, now: number): BatchCommand[] {
  if (window.writing) return [];
  const rows = unwrittenRows(window);
  if (rows.length === 0) return [];
  const full = rows.length >= Math.min(MAX_SHARD_ROWS, lanes(window)) || window.handingOver !== undefined;
  const due = now >= (flushAt(window) ?? Infinity);
  if (!full && !due && !isIdle(window)) return [];
  const indices = fitting(rows);
  window.writing = indices;
  return [{ do: 'writeShard', indices }];
}

/** When the results that wait are to be made durable at the latest. */
export function flushAt(window: BatchWindow): number | undefined {
  if (window.writing) return undefined;
  const rows = unwrittenRows(window);
  return rows.length > 0 ? Math.min(...rows.map(({ endedAt }) => endedAt)) + FLUSH_MS : undefined;
}

/** As many rows as stay below the limit of an input, at least one. */
function fitting(rows: readonly BatchRow[]): number[] {
  const indices: number[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, MAX_SHARD_ROWS)) {
    bytes += mostBytes(JSON.stringify(row));
    if (indices.length > 0 && bytes > MAX_SHARD_BYTES) break;
    indices.push(row.index);
  }
  return indices;
}

/** As UTF-8: a character outside of ASCII has at most three bytes for each of its UTF-16 code units. */
function mostBytes(text: string): number {
  return text.length + 2 * (text.match(/[\u0080-\uffff]/g)?.length ?? 0);
}

/** Nothing is in flight, and nothing is about to be: no further result is going to fill the shard. */
function isIdle(window: BatchWindow): boolean {
  const busy = [...window.items.values()].some(
    (item) => item.state !== 'finished' && !(item.state === 'ready' && item.waiting !== undefined),
  );
  if (busy) return false;
  return !mayBegin(window) || allBegun(window);
}
