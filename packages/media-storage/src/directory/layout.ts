import { join } from 'node:path';
import { assertObjectKey } from '../object-key.js';

/**
 * Under `root`: `objects/<key>`, and beside it what must never be listed.
 * All on one file system, so that a rename is atomic.
 */
export interface Layout {
  readonly objects: string;
  readonly temporary: string;
  readonly lockFile: string;
  /** Path of a valid key; throws `invalidKey` otherwise. */
  objectPath(key: string): string;
}

export function createLayout(root: string): Layout {
  const objects = join(root, 'objects');
  return {
    objects,
    temporary: join(root, 'temporary'),
    lockFile: join(root, 'lock.sqlite'),
    objectPath(key) {
      assertObjectKey(key);
      return join(objects, ...key.split('/'));
    },
  };
}
