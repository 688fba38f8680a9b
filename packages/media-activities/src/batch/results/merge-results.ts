import type {
  BatchCounts,
  InvalidItem,
  PlannedItem,
  RepeatedItem,
  WriteManifestInput,
} from '@org/media-contracts';
import { badInput } from '../../activity-error.js';
import {
  entryOfInvalid,
  entryOfRepeated,
  entryOfResult,
  MANIFEST_OUTCOMES,
  type ManifestEntry,
  type ManifestOutcome,
} from './manifest-entry.js';
import type { PlanEntry } from './read-plan.js';
import type { ResultBuckets, StoredRow } from './result-buckets.js';

/** An index, and what came of it: an entry, or nothing when it never started. */
export interface MergedIndex {
  readonly index: number;
  readonly entry: ManifestEntry | undefined;
  /** Whether the line repeats another. */
  readonly repeats: boolean;
}

export interface Merge {
  /** By index, each once. */
  readonly indices: AsyncIterable<MergedIndex>;
  /** Of the indices that were read so far. */
  readonly counts: () => BatchCounts;
}

/** What is remembered of an index for those that repeat it: one byte. */
const NOT_STARTED = 0;
const NO_ITEM = 255;

interface MergeOptions {
  readonly entries: AsyncIterable<PlanEntry>;
  readonly buckets: Pick<ResultBuckets, 'take'>;
  readonly input: Pick<WriteManifestInput, 'plan' | 'cursors'>;
}

/** Joins plan and results by index. Whatever does not fit together is an error that names the index. */
export function mergeResults({ entries, buckets, input }: MergeOptions): Merge {
  const { total } = input.plan;
  const outcomes = new Uint8Array(total);
  const counts = { total, succeeded: 0, failed: 0, cancelled: 0, invalid: 0, repeated: 0, notStarted: 0 };

  function mergeItem(item: PlannedItem, stored: StoredRow | undefined): ManifestEntry | undefined {
    const begun = item.ordinal < (input.cursors[item.kind] ?? 0);
    assertFits(item, stored, begun);
    counts[stored?.row.outcome ?? 'notStarted'] += 1;
    if (!stored) return undefined;
    outcomes[item.index] = codeOf(stored.row.outcome);
    return entryOfResult(item, stored.row);
  }

  function mergeInvalid(item: InvalidItem): ManifestEntry {
    counts.invalid += 1;
    outcomes[item.index] = NO_ITEM;
    return entryOfInvalid(item);
  }

  function mergeRepeated(item: RepeatedItem): ManifestEntry | undefined {
    const code = item.sameAs < item.index ? outcomes[item.sameAs] : NO_ITEM;
    if (code === undefined || code === NO_ITEM) {
      throw badInput(`index ${item.index} repeats index ${item.sameAs}, which is no item before it`);
    }
    counts.repeated += 1;
    outcomes[item.index] = NO_ITEM;
    return code === NOT_STARTED ? undefined : entryOfRepeated(item, outcomeOf(code));
  }

  async function* merge(): AsyncGenerator<MergedIndex> {
    for await (const entry of entries) {
      const { index } = entry;
      const stored = await buckets.take(index);
      if (stored && entry.is !== 'item') {
        throw badInput(`index ${index} is ${entry.is} and has a result in ${stored.shard}`);
      }
      const repeats = entry.is === 'repeated';
      if (entry.is === 'item') yield { index, entry: mergeItem(entry, stored), repeats };
      else yield { index, entry: repeats ? mergeRepeated(entry) : mergeInvalid(entry), repeats };
    }
  }

  return { indices: merge(), counts: () => ({ ...counts }) };
}

function assertFits(item: PlannedItem, stored: StoredRow | undefined, begun: boolean): void {
  const name = `index ${item.index} (${item.kind} ${item.ordinal})`;
  if (begun && !stored) {
    throw badInput(`${name} was begun and has no result: a result shard is missing from the chain`);
  }
  if (!begun && stored) throw badInput(`${name} never started and has a result in ${stored.shard}`);
  if (stored && stored.row.kind !== item.kind) {
    throw badInput(`${name} has a result of the kind ${stored.row.kind} in ${stored.shard}`);
  }
}

function codeOf(outcome: ManifestOutcome): number {
  return MANIFEST_OUTCOMES.indexOf(outcome) + 1;
}

function outcomeOf(code: number): ManifestOutcome {
  const outcome = MANIFEST_OUTCOMES[code - 1];
  if (!outcome) throw new RangeError(`${code} is the code of no outcome`);
  return outcome;
}

/** Refuses a merge that counts otherwise than the workflow did: one of the two has lost something. */
export function assertCounts(merged: BatchCounts, counted: WriteManifestInput['counts']): void {
  for (const outcome of ['succeeded', 'failed', 'cancelled'] as const) {
    if (merged[outcome] === counted[outcome]) continue;
    throw badInput(
      `the shards have ${merged[outcome]} ${outcome} and the batch counted ${counted[outcome]}: no manifest is written`,
    );
  }
}
