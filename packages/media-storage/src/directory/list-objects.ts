import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListOptions, ObjectPage, StoredObject } from '../object-store.js';
import { StoreError } from '../store-error.js';
import { toStoredObject } from './stored-object.js';
import { errnoOf } from './to-store-error.js';

const MAX_PAGE = 1_000;

export async function listObjects(root: string, options: ListOptions): Promise<ObjectPage> {
  const limit = options.limit ?? MAX_PAGE;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw new StoreError('failed', `list limit ${limit} is not allowed: use 1 to ${MAX_PAGE}`);
  }
  const objects: StoredObject[] = [];
  for await (const key of keysAfter({
    root,
    folder: '',
    prefix: options.prefix ?? '',
    after: options.cursor ?? '',
  })) {
    options.signal?.throwIfAborted();
    const last = objects.at(-1);
    if (objects.length === limit && last) return { objects, nextCursor: last.key };
    const stats = await ifPresent(stat(join(root, key), { bigint: true }));
    if (stats) objects.push(toStoredObject(key, stats));
  }
  options.signal?.throwIfAborted();
  return { objects };
}

interface Walk {
  readonly root: string;
  /** Empty, or ends in `/`. */
  readonly folder: string;
  readonly prefix: string;
  readonly after: string;
}

/** Keys in byte order, without reading folders that can hold none of those asked for. */
async function* keysAfter({ root, folder, prefix, after }: Walk): AsyncGenerator<string> {
  const entries = (await ifPresent(readdir(join(root, folder), { withFileTypes: true }))) ?? [];
  // A folder sorts as the keys below it do: by its name and the slash.
  const names = entries.filter((entry) => entry.isDirectory() || entry.isFile()).map(sortName);
  for (const name of names.sort(compareBytes)) {
    const key = folder + name;
    if (!name.endsWith('/')) {
      if (key.startsWith(prefix) && compareBytes(key, after) > 0) yield key;
    } else if (overlaps(key, prefix) && (compareBytes(key, after) > 0 || after.startsWith(key))) {
      yield* keysAfter({ root, folder: key, prefix, after });
    }
  }
}

function sortName(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

function overlaps(folder: string, prefix: string): boolean {
  return folder.startsWith(prefix) || prefix.startsWith(folder);
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Objects and folders may vanish while they are listed. */
async function ifPresent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
