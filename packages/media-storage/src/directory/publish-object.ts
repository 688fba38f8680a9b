import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoteKey } from '../object-key.js';
import type { PutOptions, StoredObject } from '../object-store.js';
import { StoreError } from '../store-error.js';
import { exclusively } from './exclusive-section.js';
import { isFolder, makeFolders, removeEmptyFolders, syncFolders } from './folders.js';
import type { Layout } from './layout.js';
import { toStoredObject } from './stored-object.js';
import { errnoOf } from './to-store-error.js';

/** Each retry follows a delete that removed our folder in the same instant. */
const MAX_ATTEMPTS = 10;

interface Publication {
  readonly layout: Layout;
  readonly key: string;
  /** The complete, durable file that becomes the object. */
  readonly from: string;
  readonly condition: PutOptions;
}

/** Gives a finished file its key, atomically and durably. */
export async function publishObject(publication: Publication): Promise<StoredObject> {
  const { layout, key, from } = publication;
  const path = layout.objectPath(key);
  const object = toStoredObject(key, await stat(from, { bigint: true }));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const changed = await makeFolders(dirname(path), key);
      if (publication.condition.ifNoneMatch) create(from, path, key);
      else replace(publication, path);
      await syncFolders(changed);
      return object;
    } catch (error) {
      if (isFolder(path)) removeEmptyFolders(path, dirname(path));
      const retry =
        attempt < MAX_ATTEMPTS && (errnoOf(error) === 'ENOENT' || blockedByEmptyFolder(error, path));
      if (!retry) throw error;
    }
  }
}

/** `link` refuses a name that is taken: the kernel picks the one winner, across processes. */
function create(from: string, path: string, key: string): void {
  try {
    linkSync(from, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    if (isFolder(path)) throw folderConflict(key, error);
    throw takenKey(key);
  }
  rmSync(from, { force: true });
}

function replace({ layout, key, from, condition }: Publication, path: string): void {
  exclusively(layout.lockFile, () => {
    if (isFolder(path)) throw folderConflict(key, undefined);
    if (condition.ifMatch !== undefined) assertMatches(path, key, condition.ifMatch);
    renameSync(from, path);
  });
}

function assertMatches(path: string, key: string, etag: string): void {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  const current = stats && toStoredObject(key, stats).etag;
  if (current === etag) return;
  const found = current === undefined ? 'it is gone' : 'it was written since';
  throw new StoreError('preconditionFailed', `${quoteKey(key)} is not the version to be replaced: ${found}`, {
    key,
  });
}

/** True when the folder in the way is no longer there. */
function blockedByEmptyFolder(error: unknown, path: string): boolean {
  return error instanceof StoreError && error.code === 'keyConflict' && !isFolder(path);
}

export function takenKey(key: string): StoreError {
  return new StoreError('alreadyExists', `${quoteKey(key)} exists already, and this write may only create`, {
    key,
  });
}

function folderConflict(key: string, cause: unknown): StoreError {
  return new StoreError(
    'keyConflict',
    `${quoteKey(key)} is a folder of other objects, and S3-compatible servers cannot hold both: choose another key`,
    { key, cause },
  );
}
