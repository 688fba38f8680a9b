import { createDirectoryStore, type ObjectStore } from '@org/media-storage';
import { CliError } from '../cli-error.js';
import type { Env } from '../env.js';
import { EXIT } from '../exit-codes.js';

/** The store that the workers use, if this machine reaches it; undefined when STORE_DIR is not set. */
export function localStore({ STORE_DIR: root }: Pick<Env, 'STORE_DIR'>): ObjectStore | undefined {
  return root === undefined ? undefined : createDirectoryStore({ root });
}

/** The same where nothing can be done without it. `purpose` ends the sentence "STORE_DIR is needed to …". */
export function requiredStore(env: Pick<Env, 'STORE_DIR'>, purpose: string): ObjectStore {
  const store = localStore(env);
  if (store) return store;
  throw new CliError(`STORE_DIR is needed to ${purpose}: set it to the store of the workers.`, EXIT.usage);
}
