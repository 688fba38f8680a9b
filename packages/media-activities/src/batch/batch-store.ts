import { FAILURE_TYPES } from '@org/media-contracts';
import { ActivityError } from '../activity-error.js';

/** What batches need of an object store. `ObjectStore` of `@org/media-storage` is one. */
export interface BatchStore {
  put(
    key: string,
    body: AsyncIterable<Uint8Array> | Uint8Array | string,
    options?: { readonly signal?: AbortSignal; readonly ifNoneMatch?: '*' },
  ): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  get(
    key: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown } }>;
}

type StoreCode = 'notFound' | 'invalidKey' | 'alreadyExists' | 'full' | 'readOnly' | 'aborted';

/** Whether a store refused for this reason. Stores tell by `code`; their error classes are not known here. */
export function isStoreCode(error: unknown, code: StoreCode): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const ADVICE: Partial<Record<StoreCode, string>> = {
  full: 'make room or raise its quota; it is tried again until then',
  readOnly: 'let the worker write to it; it is tried again until then',
};

/** Trouble of the store never fails a batch: it is told and tried again. */
export function storeTrouble(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || error.name !== 'StoreError') return error;
  const advice = Object.entries(ADVICE).find(([code]) => isStoreCode(error, code as StoreCode))?.[1];
  const message = `${doing}: ${error.message}${advice === undefined ? '' : `; ${advice}`}`;
  return new ActivityError(FAILURE_TYPES.transient, message, { cause: error });
}

/** The whole of a small object as text. */
export async function readText(store: BatchStore, key: string, signal?: AbortSignal): Promise<string> {
  const { body } = await store.get(key, signal && { signal });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
