import { open } from 'node:fs/promises';
import { quoteKey } from '../object-key.js';
import type { ByteRange, GetOptions, ObjectContent } from '../object-store.js';
import { StoreError } from '../store-error.js';
import { toStoredObject } from './stored-object.js';

/** The description and the bytes come from one open file, so a write in between cannot mix two versions. */
export async function openObject(path: string, key: string, options: GetOptions): Promise<ObjectContent> {
  options.signal?.throwIfAborted();
  const file = await open(path, 'r');
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile())
      throw new StoreError('notFound', `${quoteKey(key)} is a folder, not an object`, { key });
    const object = toStoredObject(key, stats);
    const range = options.range && resolveRange(options.range, object.sizeBytes, key);
    const body = file.createReadStream({ ...range, ...(options.signal && { signal: options.signal }) });
    return { object, body, lengthBytes: range ? range.end - range.start + 1 : object.sizeBytes };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function resolveRange(range: ByteRange, sizeBytes: number, key: string): Required<ByteRange> {
  const { start, end = sizeBytes - 1 } = range;
  const sound = Number.isInteger(start) && Number.isInteger(end) && start >= 0;
  if (!sound || start >= sizeBytes || end < start) {
    throw new StoreError(
      'invalidRange',
      `range ${start}-${range.end ?? ''} is not within ${quoteKey(key)}, which has ${sizeBytes} bytes`,
      { key },
    );
  }
  return { start, end: Math.min(end, sizeBytes - 1) };
}
