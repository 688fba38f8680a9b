import {
  readManifestEntries,
  readPlan,
  readShards,
  type BatchStore,
  type ManifestEntry,
  type PlanEntry,
} from '@org/media-activities';
import {
  batchFolder,
  batchItemStatus,
  batchSnapshot,
  type BatchItemStatus,
  type BatchPlan,
  type BatchRow,
} from '@org/media-contracts';
import { ControlError } from '../control-error.js';
import { askWorkflow } from '../temporal/ask-workflow.js';
import type { PendingActivity } from '../temporal/pending-activity.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { sentence } from '../text/sentence.js';
import { describeBatch } from './describe-batch.js';
import type { ItemName } from './item-name.js';
import type { BatchReading } from './read-batch.js';
import { manifestFiles, readStoredManifest, readStoredPlan } from './stored-batch.js';

/** All that can be known of one item. */
export interface ItemReading {
  readonly index: number;
  /** Its place in the plan; only with the store. */
  readonly planned?: PlanEntry;
  /** The workflow's own answer. */
  readonly own?: BatchItemStatus;
  readonly activity?: PendingActivity;
  /** Its result, from the manifest or a shard; only with the store. */
  readonly result?: ItemResult;
  readonly silence?: string;
}

/** What a row of a shard and an entry of a manifest both tell. */
export type ItemResult = Pick<ManifestEntry, 'outcome'> & {
  readonly [Field in 'remoteId' | 'outputUrl' | 'error' | 'endedAt' | 'leftRunning' | 'sameAs' | 'kind']?:
    ManifestEntry[Field] | undefined;
};

export interface BatchSources {
  readonly session: TemporalSession;
  /** The store of the workers, if this process reaches it. */
  readonly store: BatchStore | undefined;
  /** Of what is read from the store; that of the session is its own. */
  readonly signal: AbortSignal;
}

/** Rejects with `notFound` when the list has no such item, and `needsStore` when only its plan can tell. */
export async function readItem(
  sources: BatchSources,
  reading: BatchReading,
  name: ItemName,
): Promise<ItemReading> {
  const planned = await plannedItem(sources, reading, name);
  const index = planned?.index ?? (name.by === 'index' ? name.index : undefined);
  if (index === undefined) throw noSuchItem(reading.workflowId, name);
  const description = await describeBatch(sources.session, reading.workflowId);
  const answer = await askWorkflow(sources.session, description, {
    query: batchItemStatus,
    args: [{ index }],
  });
  const { status: own, silence } = answer;
  if (!own && !planned && silence === undefined) throw noSuchItem(reading.workflowId, name);
  const isDone = own === undefined || own.state === 'unknown';
  const result = isDone && planned?.is !== 'invalid' ? await itemResult(sources, reading, index) : undefined;
  const activity = own?.activityId && reading.pending.find((one) => one.activityId === own.activityId);
  return {
    index,
    ...(planned ? { planned } : {}),
    ...(own ? { own } : {}),
    ...(activity ? { activity } : {}),
    ...(result ? { result } : {}),
    ...(silence === undefined ? {} : { silence }),
  };
}

async function plannedItem(
  { store, signal }: BatchSources,
  reading: BatchReading,
  name: ItemName,
): Promise<PlanEntry | undefined> {
  if (!store) {
    if (name.by === 'index') return undefined;
    throw new ControlError('needsStore', 'Only the plan in the store knows lines and ids.', {
      advice: (how) => `${sentence(how({ do: 'setStore' }))} to the store of the workers, or give the index.`,
    });
  }
  const plan = await readStoredPlan(store, prefixOf(reading), signal);
  if (!plan) return undefined;
  for await (const entry of readPlan({ store, plan, signal })) if (isNamed(entry, name)) return entry;
  throw noSuchItem(reading.workflowId, name);
}

function isNamed(entry: PlanEntry, name: ItemName): boolean {
  if (name.by === 'index') return entry.index === name.index;
  return name.by === 'line' ? entry.line === name.line : entry.id === name.id;
}

/** From the manifest when there is one, else from the chain of shards. */
async function itemResult(
  { session, store, signal }: BatchSources,
  reading: BatchReading,
  index: number,
): Promise<ItemResult | undefined> {
  if (!store) return undefined;
  const prefix = prefixOf(reading);
  const manifest = await readStoredManifest(store, prefix, signal);
  if (manifest) {
    const read = manifestFiles(store, prefix, signal);
    for await (const entry of readManifestEntries({ manifest, read, signal })) {
      if (entry.index === index) return entry;
    }
    return undefined;
  }
  const description = await describeBatch(session, reading.workflowId);
  const { status: snapshot } = await askWorkflow(session, description, { query: batchSnapshot, args: [] });
  for await (const { rows } of readShards({ store, prefix, from: snapshot?.shard.key, signal })) {
    const row: BatchRow | undefined = rows.find((one) => one.index === index);
    if (row) return row;
  }
  return undefined;
}

/** The folder follows from the batch's name, so that it is known also when nobody answers. */
function prefixOf({ status, workflowId, firstRunId }: BatchReading): BatchPlan['folder'] {
  return status?.prefix ?? batchFolder({ workflowId, runId: firstRunId });
}

function noSuchItem(workflowId: string, name: ItemName): ControlError {
  const what =
    name.by === 'index' ? `index ${name.index}` : name.by === 'line' ? `line ${name.line}` : `id ${name.id}`;
  return new ControlError('notFound', `The list of ${workflowId} has no item with ${what}.`, {
    facts: { workflowId },
  });
}
