import { namesStore, openStore, type ObjectStore } from '@org/media-storage';
import { CliError } from '../cli-error.js';
import { type StoreEnv, storeSettings } from '@org/media-env';
import { EXIT } from '../exit-codes.js';

/** The store that the workers use, if this machine reaches it; undefined when no setting names it. */
export async function localStore(env: StoreEnv): Promise<ObjectStore | undefined> {
  const settings = storeSettings(env);
  if (!namesStore(settings)) return undefined;
  try {
    return await openStore(settings);
  } catch (error) {
    if (error instanceof RangeError)
      throw new CliError(`The store cannot be used: ${error.message}.`, EXIT.usage);
    throw error;
  }
}

/** The same where nothing can be done without it. `purpose` ends the sentence "STORE_DIR or STORE_URL is needed to …". */
export async function requiredStore(env: StoreEnv, purpose: string): Promise<ObjectStore> {
  const store = await localStore(env);
  if (store) return store;
  throw new CliError(
    `STORE_DIR or STORE_URL is needed to ${purpose}: set it to the store of the workers.`,
    EXIT.usage,
  );
}
