import type {
  BatchActivities,
  BatchItem,
  BatchPlan,
  BatchRow,
  PlanBatchInput,
  PlannedItem,
  ReadItemsInput,
  WriteManifestInput,
  WriteShardInput,
} from '@org/media-contracts';
import { activityInfo } from '@temporalio/activity';
import { recordManifest, type RecordedManifest } from './record-manifest.ts';
import { planOf, plannedItems } from './scripted-items.ts';

/** What the role `batch` does beside its plain work. Each is awaited first, so that it can throw or hold back. */
export interface StoreScript {
  /** What a list that is not inline holds. */
  readonly list?: readonly BatchItem[];
  /** What a redrive is planned as. */
  readonly redrive?: readonly PlannedItem[];
  readonly onPlan?: (input: PlanBatchInput) => Promise<void>;
  readonly onShard?: (input: WriteShardInput, attempt: number) => Promise<void>;
}

export interface MemoryBatchStore {
  readonly activities: BatchActivities;
  readonly plans: readonly PlanBatchInput[];
  readonly reads: readonly ReadItemsInput[];
  /** By key, in the order in which they became durable. */
  readonly shards: ReadonlyMap<string, WriteShardInput>;
  readonly rows: () => readonly BatchRow[];
  readonly manifests: readonly RecordedManifest[];
}

/** The four activities of a batch over maps, with the rules of the real ones: shards are created once. */
export function memoryBatchStore(script: StoreScript = {}): MemoryBatchStore {
  const plans: PlanBatchInput[] = [];
  const pages = new Map<string, readonly PlannedItem[]>();
  const reads: ReadItemsInput[] = [];
  const shards = new Map<string, WriteShardInput>();
  const manifests: RecordedManifest[] = [];

  async function planBatch(input: PlanBatchInput): Promise<BatchPlan> {
    plans.push(input);
    await script.onPlan?.(input);
    const inline = input.list && 'items' in input.list ? input.list.items : (script.list ?? []);
    const planned = input.redrive ? (script.redrive ?? []) : plannedItems(inline);
    const folder = `${input.prefix}/plan`;
    pages.set(folder, planned);
    return planOf(folder, planned, Math.max(0, ...planned.map(({ index }) => index + 1)));
  }

  async function readItems(input: ReadItemsInput): ReturnType<BatchActivities['readItems']> {
    reads.push(input);
    const planned = pages.get(input.folder) ?? [];
    const items = input.ranges.flatMap(({ kind, from, count }) =>
      planned.filter((item) => item.kind === kind).slice(from, from + count),
    );
    return { items };
  }

  async function writeShard(input: WriteShardInput): ReturnType<BatchActivities['writeShard']> {
    await script.onShard?.(input, activityInfo().attempt);
    const key = `${input.prefix}/shards/${input.number}-${input.runId}`;
    const known = shards.get(key);
    if (known && JSON.stringify(known) !== JSON.stringify(input)) {
      throw new Error(`${key} was to be written a second time with other rows`);
    }
    shards.set(key, input);
    return { key };
  }

  async function writeManifest(input: WriteManifestInput): ReturnType<BatchActivities['writeManifest']> {
    const manifest = recordManifest(input, pages.get(input.plan.folder) ?? [], shards);
    manifests.push(manifest);
    return { key: `${input.prefix}/manifest.json`, sha256: 'f'.repeat(64), counts: manifest.counts };
  }

  return {
    activities: { planBatch, readItems, writeShard, writeManifest },
    plans,
    reads,
    shards,
    rows: () => [...shards.values()].flatMap(({ rows }) => rows),
    manifests,
  };
}
