import type { BatchPlan, PlanBatchInput } from '@org/media-contracts';
import { BatchPlanSchema } from '@org/media-contracts/schemas';
import { badInput } from '../../activity-error.js';
import type { GuardedFetch } from '../../guarded-fetch.js';
import { isStoreCode, storeTrouble, type BatchStore } from '../batch-store.js';
import { parseStored, readStored } from '../results/stored-text.js';
import { openList } from './open-list.js';
import { planKey } from './plan-key.js';
import { planList, type PlannedList, type PlanProgress } from './plan-list.js';
import { planRedrive } from './plan-redrive.js';
import { createStoreSink } from './store-sink.js';

export interface PlanBatchDependencies {
  readonly store: BatchStore;
  readonly fetch: GuardedFetch;
  readonly allowPrivateAddresses: boolean;
  /** Names that nobody else has. */
  readonly randomId: () => string;
}

interface PlanBatchRun {
  readonly input: PlanBatchInput;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PlanProgress) => void;
}

/**
 * Plans a batch into a folder that only this attempt has, and makes it the plan by one conditional write. Whoever comes
 * second with the same list gets the first plan; with another list, `BadInput` that names both digests.
 */
export async function planBatch(dependencies: PlanBatchDependencies, run: PlanBatchRun): Promise<BatchPlan> {
  const { prefix } = run.input;
  const folder = `${prefix}/plan-${dependencies.randomId()}`;
  try {
    const planned = await planInto(folder, dependencies, run);
    const plan: BatchPlan = { version: 1, folder, ...planned };
    return await publishPlan({ store: dependencies.store, key: planKey(prefix), plan, signal: run.signal });
  } catch (error) {
    throw storeTrouble(error, 'the plan was not made');
  }
}

async function planInto(
  folder: string,
  { store, fetch, allowPrivateAddresses }: PlanBatchDependencies,
  { input: { list, redrive }, signal, onProgress }: PlanBatchRun,
): Promise<PlannedList> {
  if (redrive) {
    const sink = createStoreSink({ store, folder, signal });
    return planRedrive({ store, redrive, sink, signal, onProgress });
  }
  if (!list) throw badInput('there is neither a list nor a batch to redo: give one of them');
  const { source, close } = await openList(list, { store, fetch, signal });
  try {
    const sink = createStoreSink({ store, folder, signal });
    const sha256 = 'sha256' in list ? list.sha256 : undefined;
    return await planList({ source, sink, sha256, allowPrivateAddresses, signal, onProgress });
  } finally {
    close();
  }
}

async function publishPlan({
  store,
  key,
  plan,
  signal,
}: {
  readonly store: BatchStore;
  readonly key: string;
  readonly plan: BatchPlan;
  readonly signal: AbortSignal;
}): Promise<BatchPlan> {
  try {
    await store.put(key, JSON.stringify(plan), { ifNoneMatch: '*', signal });
    return plan;
  } catch (error) {
    if (!isStoreCode(error, 'alreadyExists')) throw error;
  }
  const first = parseStored(BatchPlanSchema, await readStored({ store, key, signal }), key);
  const [was, is] = [first.list.sha256, plan.list.sha256];
  if (was === is) return first;
  throw badInput(
    `this batch was planned from a list with the digest ${was}, and the list now has ${is}: start another batch for the new list`,
  );
}
