import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '@org/ittybit-client';
import type { BatchActivities, PlanBatchInput } from '@org/media-contracts';
import type { GuardedFetch } from '../../guarded-fetch.js';
import type { BatchStore } from '../batch-store.js';
import { withHeartbeats } from '../../with-heartbeats.js';
import { nameOfList } from './open-list.js';
import { planBatch } from './plan-batch.js';
import { createReadItems } from './read-items.js';

export interface PlanActivitiesDependencies {
  readonly store: BatchStore;
  /** For lists at a URL; {@link LIST_LIMITS} are sensible limits for it. */
  readonly fetch: GuardedFetch;
  /** Whether items may have URLs on private addresses. @default false */
  readonly allowPrivateAddresses?: boolean;
  readonly clock?: Clock;
  /** Names the folder of an attempt: nobody else may get the same. @default a random UUID */
  readonly randomId?: () => string;
}

/** For the fetch that reads lists: ten million lines fit, and a slow server has its time. */
export const LIST_LIMITS = { maxBytes: 2 * 1024 ** 3, timeoutMs: 30 * 60_000 } as const;

/** The activities of the `batch` role that read lists and plans. */
export function createPlanActivities({
  store,
  fetch,
  allowPrivateAddresses = false,
  clock = systemClock,
  randomId = randomUUID,
}: PlanActivitiesDependencies): Pick<BatchActivities, 'planBatch' | 'readItems'> {
  const dependencies = { store, fetch, allowPrivateAddresses, randomId };
  const readItems = createReadItems(store);
  return {
    planBatch: (input) =>
      withHeartbeats({ clock, subject: subjectOf(input) }, ({ signal, tell }) =>
        planBatch(dependencies, { input, signal, onProgress: tell }),
      ),
    readItems: (input) =>
      withHeartbeats({ clock, subject: `items of ${input.folder}` }, ({ signal }) =>
        readItems(input, signal),
      ),
  };
}

function subjectOf({ list, redrive }: PlanBatchInput): string {
  if (redrive) return `planning the redrive of ${redrive.of.workflowId}`;
  return list ? `planning ${nameOfList(list)}` : 'planning';
}
