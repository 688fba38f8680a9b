import type { BatchPlan, BatchRedrive, BatchRow, InheritedItem, PlannedItem } from '@org/media-contracts';
import { BatchPlanSchema } from '@org/media-contracts/schemas';
import { badInput } from '../../activity-error.js';
import type { BatchStore } from '../batch-store.js';
import { readPlan } from '../results/read-plan.js';
import { parseStored, readStored } from '../results/stored-text.js';
import { createPageWriter } from './page-writer.js';
import { readParentResults, type ParentResults } from './parent-results.js';
import { PAGE_SIZE, type PlannedList, type PlanProgress } from './plan-list.js';
import { planKey } from './plan-key.js';
import type { PlanSink } from './plan-sink.js';

export interface PlanRedriveOptions {
  readonly store: BatchStore;
  readonly redrive: BatchRedrive;
  readonly sink: PlanSink;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: PlanProgress) => void;
}

/** Progress is told once per so many items of the first batch. */
const ITEMS_PER_REPORT = 1_000;

/**
 * Plans again what did not succeed, in the order of the list it came from, under indices of its own. Each item keeps
 * its line and its origin, and inherits its operation: nothing is paid for twice.
 */
export async function planRedrive(options: PlanRedriveOptions): Promise<PlannedList> {
  try {
    const planned = await planAgain(options);
    await options.sink.end();
    return planned;
  } catch (error) {
    await options.sink.abort(error);
    throw error;
  }
}

async function planAgain({
  store,
  redrive,
  sink,
  signal,
  onProgress,
}: PlanRedriveOptions): Promise<PlannedList> {
  const { prefix, plan } = await readParentPlan(store, redrive, signal);
  const results = await readParentResults({ store, redrive, prefix, total: plan.total, signal });
  const unflushed = new Map(redrive.unflushed.map(({ index, inherited }) => [index, inherited]));
  const pages = createPageWriter({ sink, pageSize: PAGE_SIZE });
  let total = 0;
  let seen = 0;
  for await (const entry of readPlan({ store, plan, signal })) {
    signal.throwIfAborted();
    seen += 1;
    if (seen % ITEMS_PER_REPORT === 0) onProgress?.({ rows: seen, invalid: 0, repeated: 0 });
    if (entry.is !== 'item' || !isChosen(redrive, results, entry.index)) continue;
    const { is: _is, ordinal: _ordinal, ...item } = entry;
    const inherited = (await inheritedOf(results, item.index)) ?? unflushed.get(item.index) ?? item.inherited;
    await pages.add(again(item, total, inherited));
    total += 1;
  }
  if (total === 0)
    throw badInput(`nothing to redo: the batch has no item that is ${redrive.only.join(' or ')}`);
  await pages.end();
  const counts = { total, invalid: 0, repeated: 0 };
  return { list: plan.list, ...counts, kinds: pages.kinds(), pageSize: PAGE_SIZE, problems: [] };
}

async function readParentPlan(
  store: BatchStore,
  { planFolder }: BatchRedrive,
  signal: AbortSignal,
): Promise<{ readonly prefix: string; readonly plan: BatchPlan }> {
  const prefix = planFolder.slice(0, Math.max(0, planFolder.lastIndexOf('/')));
  const key = planKey(prefix);
  const plan = parseStored(BatchPlanSchema, await readStored({ store, key, signal }), key);
  if (plan.folder !== planFolder) {
    throw badInput(
      `the plan ${planFolder} was not the one of its batch, which is ${plan.folder}: redrive that`,
    );
  }
  return { prefix, plan };
}

function isChosen({ only }: BatchRedrive, results: ParentResults, index: number): boolean {
  const outcome = results.outcomeOf(index) ?? 'notStarted';
  return outcome !== 'succeeded' && only.includes(outcome);
}

type Unplaced = Omit<PlannedItem, 'ordinal'>;

function again(item: Unplaced, index: number, inherited: InheritedItem | undefined): Unplaced {
  const origin = item.origin ?? item.index;
  return { ...item, index, origin, ...(inherited && { inherited }) };
}

async function inheritedOf(results: ParentResults, index: number): Promise<InheritedItem | undefined> {
  return results.outcomeOf(index) === undefined ? undefined : inheritedFrom(await results.rowOf(index));
}

function inheritedFrom({ operation, remoteId, ended, pipeline }: BatchRow): InheritedItem {
  return {
    operation,
    ...(remoteId !== undefined && { remoteId }),
    ...(ended !== undefined && { ended }),
    ...(pipeline && {
      pipeline: {
        of: { workflowId: pipeline.workflowId, runId: pipeline.runId },
        lineage: pipeline.lineage,
        stages: pipeline.stages,
      },
    }),
  };
}
