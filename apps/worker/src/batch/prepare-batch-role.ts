import { access, constants, mkdir } from 'node:fs/promises';
import {
  createGuardedFetch,
  createPlanActivities,
  createResultActivities,
  LIST_LIMITS,
} from '@org/media-activities';
import type { BatchActivities } from '@org/media-contracts';
import { createDirectoryStore } from '@org/media-storage';
import type { Env } from '../env.js';
import type { Logger } from '../log/create-logger.js';

export type BatchRole =
  | { readonly available: true; readonly activities: BatchActivities }
  | { readonly available: false; readonly reason: string };

/** The activities of the `batch` role, or why this process cannot have it. */
export async function prepareBatchRole(
  env: Pick<Env, 'STORE_DIR' | 'WORKER_ALLOW_PRIVATE_ADDRESSES'>,
  logger: Logger,
): Promise<BatchRole> {
  const { STORE_DIR: root, WORKER_ALLOW_PRIVATE_ADDRESSES: allowPrivateAddresses } = env;
  if (root === undefined) {
    const reason = 'STORE_DIR is not set: name the folder that holds the plans and results of batches.';
    logger.error({ role: 'batch', settings: ['STORE_DIR'] }, `The role batch is not started: ${reason}`);
    return { available: false, reason };
  }
  await tryFolder(root, logger);
  const store = createDirectoryStore({ root });
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
