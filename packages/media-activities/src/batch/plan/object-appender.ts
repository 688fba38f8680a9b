import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { BatchStore } from '../batch-store.js';

/** An object that is written piece by piece, held back by the store, in constant memory. */
export interface ObjectAppender {
  readonly append: (text: string) => Promise<void>;
  /** The object exists when this resolves. */
  readonly end: () => Promise<void>;
  /** Nothing is left of it when this resolves. */
  readonly abort: (error: unknown) => Promise<void>;
}

/** Creates the object; a failure of the store is thrown by whatever is called next. */
export function createObjectAppender(store: BatchStore, key: string, signal: AbortSignal): ObjectAppender {
  const body = new PassThrough();
  const put = store.put(key, body, { ifNoneMatch: '*', signal });
  const destroy = (error: unknown): void => {
    body.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  // The error is thrown through `put`; here it only wakes who waits for room.
  put.catch(destroy);
  body.on('error', () => undefined);
  return {
    append: async (text) => {
      if (body.write(text)) return;
      if (body.destroyed) await put;
      else await Promise.race([once(body, 'drain'), put]);
    },
    end: async () => {
      body.end();
      await put;
    },
    abort: async (error) => {
      destroy(error);
      await put.catch(() => undefined);
    },
  };
}
