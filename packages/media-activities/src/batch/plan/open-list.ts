import { FAILURE_TYPES, type BatchList } from '@org/media-contracts';
import { ActivityError, badInput } from '../../activity-error.js';
import type { GuardedFetch } from '../../guarded-fetch.js';
import { redactUrls } from '../../redact-url.js';
import { isStoreCode, type BatchStore } from '../batch-store.js';
import type { ListSource } from '../list/read-list.js';

/** A list that is being read: whoever opened it closes it. */
export interface OpenList {
  readonly source: ListSource;
  readonly close: () => void;
}

interface OpenListOptions {
  readonly store: BatchStore;
  readonly fetch: GuardedFetch;
  readonly signal: AbortSignal;
}

/** Answers that ask for patience; any other that is no success will not change by itself. */
const PASSING = [408, 425, 429];

/** Opens a list wherever it is. Throws `BadInput` when it is not there. */
export async function openList(list: BatchList, options: OpenListOptions): Promise<OpenList> {
  if ('items' in list) return inlineList(list.items);
  const opened = 'key' in list ? await storedList(list.key, options) : await remoteList(list.url, options);
  return { ...opened, source: { ...opened.source, format: list.format } };
}

/** What to call a list in messages. */
export function nameOfList(list: BatchList): string {
  if ('items' in list) return `a list of ${list.items.length} items`;
  return 'key' in list ? `the list ${list.key}` : `the list ${redactUrls(list.url)}`;
}

/** As JSON Lines, so that an item's line is its place. */
function inlineList(items: readonly unknown[]): OpenList {
  const text = items.map((item) => `${JSON.stringify(item)}\n`).join('');
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  return { source: { bytes: bytes(), format: 'jsonl' }, close: () => undefined };
}

async function storedList(key: string, { store, signal }: OpenListOptions): Promise<OpenList> {
  try {
    const { body } = await store.get(key, { signal });
    return { source: { bytes: body, name: key }, close: () => body.destroy() };
  } catch (error) {
    if (!isStoreCode(error, 'notFound') && !isStoreCode(error, 'invalidKey')) throw error;
    throw badInput('there is no such object in the store: put the list there, or correct the key');
  }
}

async function remoteList(url: string, { fetch, signal }: OpenListOptions): Promise<OpenList> {
  const response = await fetch(url, { signal });
  const { status, body, cancel } = response;
  if (status !== 200) {
    cancel();
    throw refusedList(status);
  }
  return { source: { bytes: body, name: new URL(url).pathname }, close: cancel };
}

function refusedList(status: number): Error {
  const message = `the server answered ${status}`;
  if (status >= 500 || PASSING.includes(status)) return new ActivityError(FAILURE_TYPES.transient, message);
  return badInput(`${message}: give a URL that answers with the list itself, and has not expired`);
}
