import { rmSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { quoteKey } from '../object-key.js';
import type { ObjectBody, ObjectStore, PutOptions, WrittenObject } from '../object-store.js';
import { StoreError } from '../store-error.js';
import { exclusively } from './exclusive-section.js';
import { isFile, removeEmptyFolders } from './folders.js';
import { createLayout, type Layout } from './layout.js';
import { listObjects } from './list-objects.js';
import { openObject } from './open-object.js';
import { publishObject, takenKey } from './publish-object.js';
import { toStoredObject } from './stored-object.js';
import { sweepTemporaryFiles, writeTemporaryFile } from './temporary-file.js';
import { toStoreError } from './to-store-error.js';

export interface DirectoryStoreOptions {
  /** Made when it is missing. Several processes on one machine may share it; nothing else may write into it. */
  readonly root: string;
  /** Clock in ms since the epoch. Default `Date.now`. */
  readonly now?: () => number;
}

/** Keeps each object as the file `<root>/objects/<key>`. */
export function createDirectoryStore({ root, now = Date.now }: DirectoryStoreOptions): ObjectStore {
  const layout = createLayout(resolve(root));
  const prepare = once(() => sweepTemporaryFiles(layout.temporary, now()));

  return {
    put: (key, body, options = {}) =>
      attempt({ action: 'write', key, signal: options.signal }, async () => {
        const path = layout.objectPath(key);
        await assertAllowed(path, key, options);
        await prepare();
        return writeObject({ layout, key, body, options });
      }),
    get: (key, options = {}) =>
      attempt({ action: 'read', key, signal: options.signal }, () =>
        openObject(layout.objectPath(key), key, options),
      ),
    head: (key, options = {}) =>
      attempt({ action: 'describe', key, signal: options.signal }, async () => {
        const stats = await stat(layout.objectPath(key), { bigint: true });
        if (!stats.isFile())
          throw new StoreError('notFound', `${quoteKey(key)} is a folder, not an object`, { key });
        return toStoredObject(key, stats);
      }),
    list: (options = {}) =>
      attempt({ action: 'list objects', signal: options.signal }, () => listObjects(layout.objects, options)),
    delete: (key, options = {}) =>
      attempt({ action: 'delete', key, signal: options.signal }, async () => {
        removeObject(layout, layout.objectPath(key));
      }),
  };
}

interface Write {
  readonly layout: Layout;
  readonly key: string;
  readonly body: ObjectBody;
  readonly options: PutOptions;
}

async function writeObject({ layout, key, body, options }: Write): Promise<WrittenObject> {
  const written = await writeTemporaryFile(layout.temporary, body, options.signal);
  try {
    const object = await publishObject({ layout, key, from: written.path, condition: options });
    return { ...object, sha256: written.sha256 };
  } finally {
    await rm(written.path, { force: true });
  }
}

/** Refuses early what is sure to be refused, so that no body is read for nothing. The write itself decides. */
async function assertAllowed(path: string, key: string, options: PutOptions): Promise<void> {
  if (!options.ifNoneMatch) return;
  if (options.ifMatch !== undefined) {
    throw new StoreError('failed', 'ifNoneMatch and ifMatch exclude each other: give one', { key });
  }
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile()) throw takenKey(key);
}

/** Under the lock, so that a conditional write never replaces what a delete has just taken. */
function removeObject(layout: Layout, path: string): void {
  if (!isFile(path)) return;
  exclusively(layout.lockFile, () => {
    rmSync(path, { force: true });
    removeEmptyFolders(dirname(path), layout.objects);
  });
}

interface Attempt {
  readonly action: string;
  readonly key?: string;
  readonly signal: AbortSignal | undefined;
}

async function attempt<T>({ action, key, signal }: Attempt, run: () => Promise<T>): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await run();
  } catch (error) {
    throw toStoreError(error, { action, key, aborted: signal?.aborted ?? false });
  }
}

/** Runs once; a failure is forgotten, so that the next call tries again. */
function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () =>
    (running ??= run().catch((error: unknown) => {
      running = undefined;
      throw error;
    }));
}
