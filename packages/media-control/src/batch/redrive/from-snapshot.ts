import type { ReadItems } from '@org/media-activities';
import {
  ITEM_KINDS,
  type BatchRedrive,
  type BatchSettings,
  type BatchSnapshot,
  type CarriedItem,
  type Lineage,
} from '@org/media-contracts';
import { defined } from '../../defined.js';
import type { ParentBatch } from './parent-batch.js';

export interface SnapshotSources {
  readonly snapshot: BatchSnapshot;
  readonly of: Lineage;
  readonly lineage: Lineage;
  /** What the batch was started with. */
  readonly settings: BatchSettings;
  /** Index of each unflushed item in the first batch of the line, by its index in this one. */
  readonly origins: ReadonlyMap<number, number>;
}

/** What a batch knew when it closed: enough when it could not write a manifest, or nobody here can read it. */
export function parentFromSnapshot(sources: SnapshotSources): ParentBatch {
  const { snapshot, of, lineage, settings, origins } = sources;
  const { plan, shard, counts, cursors, unflushed, concurrency, spendCap } = snapshot;
  const begun = ITEM_KINDS.reduce((sum, kind) => sum + (cursors[kind] ?? 0), 0);
  const items = ITEM_KINDS.reduce((sum, kind) => sum + (plan.kinds[kind] ?? 0), 0);
  return {
    of,
    lineage,
    planFolder: plan.folder,
    ...defined({ lastShard: shard.key }),
    unflushed: unflushed.map((item) => inherited(item, lineage, origins)),
    settings: withChanges(settings, concurrency, spendCap),
    listSha256: plan.list.sha256,
    counts: {
      failed: counts.failed,
      cancelled: counts.cancelled,
      notStarted: items - begun + unflushed.length,
    },
  };
}

/** What was in flight is taken over as it is: its remote task may run, or have ended, and is paid for. */
function inherited(
  { index, generation, startedAt, remoteId }: CarriedItem,
  { workflowId, runId }: Lineage,
  origins: ReadonlyMap<number, number>,
): BatchRedrive['unflushed'][number] {
  const operationId = `${workflowId}/${runId}/${origins.get(index) ?? index}`;
  const operation = { operationId, generation, startedAt };
  return { index, inherited: { operation, ...defined({ remoteId }) } };
}

/** With what was changed while it ran. */
export function withChanges(
  settings: BatchSettings,
  concurrency: BatchSettings['concurrency'],
  cap: number | undefined,
): BatchSettings {
  const { spend, ...others } = settings;
  if (!spend) return { ...others, ...defined({ concurrency }) };
  const { cap: _cap, ...prices } = spend;
  return { ...others, ...defined({ concurrency }), spend: { ...prices, ...defined({ cap }) } };
}

/** Where the items of a redriven batch stood in the first batch of the line: only the pages of its plan know. */
export async function readOrigins(
  { plan, unflushed }: BatchSnapshot,
  readItems: ReadItems,
  signal: AbortSignal,
): Promise<Map<number, number>> {
  const origins = new Map<number, number>();
  let left = unflushed.map(({ kind, ordinal }) => ({ kind, from: ordinal, count: 1 }));
  while (left.length > 0) {
    // An answer holds as many as fit, at least one.
    const { items } = await readItems({ folder: plan.folder, pageSize: plan.pageSize, ranges: left }, signal);
    for (const { index, origin } of items) if (origin !== undefined) origins.set(index, origin);
    left = left.slice(Math.max(1, items.length));
  }
  return origins;
}
