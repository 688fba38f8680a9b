import { rmdirSync, statSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoteKey } from '../object-key.js';
import { StoreError } from '../store-error.js';
import { errnoOf } from './to-store-error.js';

/** Makes the folder of an object, and returns the folders whose entries must reach the disk with it. */
export async function makeFolders(folder: string, key: string): Promise<readonly string[]> {
  const firstMade = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    if (!['ENOTDIR', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error;
    throw new StoreError(
      'keyConflict',
      `${quoteKey(key)} lies below another object, and S3-compatible servers cannot hold both: choose another key`,
      { key, cause: error },
    );
  });
  const changed = [folder];
  if (firstMade === undefined) return changed;
  for (let path = folder; path.length >= firstMade.length; path = dirname(path)) changed.push(dirname(path));
  return changed;
}

/** Makes new names durable: without it a power cut can take a file back that was reported as written. */
export async function syncFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** Removes folders that became empty, upwards to `top`: an empty folder would take its name from an object. */
export function removeEmptyFolders(folder: string, top: string): void {
  for (let path = folder; path !== top && path.startsWith(top); path = dirname(path)) {
    try {
      rmdirSync(path);
    } catch {
      // Not empty, or already gone: either way there is nothing left to do above it.
      return;
    }
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
