import type { BatchStore } from '../batch-store.js';
import { createObjectAppender } from './object-appender.js';
import { pageKey, type PlanSink } from './plan-sink.js';

/** Writes a plan below a folder that nobody else writes to: `pages/<kind>/<number>.jsonl`, `invalid.jsonl`, `repeated.jsonl`. */
export function createStoreSink({
  store,
  folder,
  signal,
}: {
  readonly store: BatchStore;
  readonly folder: string;
  readonly signal: AbortSignal;
}): PlanSink {
  const invalid = createObjectAppender(store, `${folder}/invalid.jsonl`, signal);
  const repeated = createObjectAppender(store, `${folder}/repeated.jsonl`, signal);
  return {
    page: async ({ kind, number, bytes }) => {
      await store.put(pageKey(folder, kind, number), bytes, { ifNoneMatch: '*', signal });
    },
    invalid: (item) => invalid.append(`${JSON.stringify(item)}\n`),
    repeated: (item) => repeated.append(`${JSON.stringify(item)}\n`),
    end: async () => {
      await Promise.all([invalid.end(), repeated.end()]);
    },
    abort: async (error) => {
      await Promise.all([invalid.abort(error), repeated.abort(error)]);
    },
  };
}
