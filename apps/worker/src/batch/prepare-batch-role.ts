import { access, constants, mkdir } from 'node:fs/promises';
import {
  createGuardedFetch,
  createPlanActivities,
  createResultActivities,
  LIST_LIMITS,
} from '@org/media-activities';
import type { BatchActivities } from '@org/media-contracts';
import type { Logger } from '@org/media-log';
import { namesStore, openStore } from '@org/media-storage';
import { storeSettings } from '@org/media-env';
import type { Env } from '../env.js';

export type BatchRole =
  | { readonly available: true; readonly activities: BatchActivities }
  | { readonly available: false; readonly reason: string };

/** The activities of the `batch` role, or why this process cannot have it. */
export async function prepareBatchRole(env: Env, logger: Logger): Promise<BatchRole> {
  const { STORE_DIR: root, WORKER_ALLOW_PRIVATE_ADDRESSES: allowPrivateAddresses } = env;
  const settings = storeSettings(env);
  if (!namesStore(settings)) {
    const reason = 'neither STORE_DIR nor STORE_URL is set: name the store of plans and results of batches.';
    logger.error(
      { role: 'batch', settings: ['STORE_DIR', 'STORE_URL'] },
      `The role batch is not started: ${reason}`,
    );
    return { available: false, reason };
  }
  if (root !== undefined && settings.url === undefined) await tryFolder(root, logger);
  const store = await openStore(settings);
  const fetch = createGuardedFetch({
    allowPrivateAddresses,
    howToAllow: 'set WORKER_ALLOW_PRIVATE_ADDRESSES=true for the worker',
    ...LIST_LIMITS,
  });
  return {
    available: true,
    activities: {
      ...createPlanActivities({ store, fetch, allowPrivateAddresses }),
      ...createResultActivities({ store }),
    },
  };
}

/** A folder that cannot be written is told and no more: it may be mended while batches wait. */
async function tryFolder(root: string, logger: Logger): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    await access(root, constants.R_OK | constants.W_OK);
  } catch (error) {
    logger.error(
      { role: 'batch', settings: ['STORE_DIR'], folder: root, err: error },
      'The folder STORE_DIR cannot be used: batches wait until this process can read and write it',
    );
  }
}
