import {
  FAILURE_TYPES,
  type PlannedItem,
  type ReadItemsInput,
  type ReadItemsResult,
} from '@org/media-contracts';
import { ActivityError } from '../../activity-error.js';
import type { BatchStore } from '../batch-store.js';
import { readStored } from '../results/stored-text.js';
import { pageKey } from './plan-sink.js';

/** The answer goes into the history of a workflow. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** Each kind is read at one place, and a batch or two at a time: more pages would only take memory. */
const MAX_CACHED_PAGES = 8;

export type ReadItems = (input: ReadItemsInput, signal: AbortSignal) => Promise<ReadItemsResult>;

/** Slices of the pages of plans. A page never changes, so those read last are kept. */
export function createReadItems(store: BatchStore): ReadItems {
  const cached = new Map<string, readonly string[]>();

  async function linesOf(key: string, signal: AbortSignal): Promise<readonly string[]> {
    const lines = cached.get(key) ?? (await readStored({ store, key, signal })).trimEnd().split('\n');
    cached.delete(key);
    cached.set(key, lines);
    for (const oldest of [...cached.keys()].slice(0, -MAX_CACHED_PAGES)) cached.delete(oldest);
    return lines;
  }

  return async ({ folder, pageSize, ranges }, signal) => {
    const items: PlannedItem[] = [];
    let bytes = 0;
    for (const { kind, from, count } of ranges) {
      for (let ordinal = from; ordinal < from + count; ordinal++) {
        const key = pageKey(folder, kind, Math.floor(ordinal / pageSize));
        const line = (await linesOf(key, signal))[ordinal % pageSize];
        const item = line === undefined ? undefined : parsed(line);
        if (line === undefined || item?.ordinal !== ordinal || item.kind !== kind) {
          // What was damaged is read anew once it is restored.
          cached.delete(key);
          throw damaged(key, `${kind} ${ordinal}`);
        }
        bytes += Buffer.byteLength(line) + 1;
        if (bytes > MAX_ANSWER_BYTES && items.length > 0) return { items };
        items.push(item);
      }
    }
    return { items };
  };
}

function parsed(line: string): PlannedItem | undefined {
  try {
    return JSON.parse(line) as PlannedItem;
  } catch {
    return undefined;
  }
}

function damaged(key: string, item: string): Error {
  const message = `${key} does not hold ${item}, which the plan put there: restore it from a copy of the store; it is tried again until then`;
  return new ActivityError(FAILURE_TYPES.transient, message);
}
