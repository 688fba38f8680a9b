import type {
  BatchCounts,
  BatchRow,
  PlannedItem,
  WriteManifestInput,
  WriteShardInput,
} from '@org/media-contracts';
import { ApplicationFailure } from '@temporalio/common';

/** What a manifest would say. */
export interface RecordedManifest {
  readonly input: WriteManifestInput;
  /** By index. */
  readonly rows: readonly BatchRow[];
  readonly notStarted: readonly number[];
  readonly counts: BatchCounts;
}

/** Merges the chain of shards and checks it. @throws ApplicationFailure that ends the batch when an index is missing or doubled. */
export function recordManifest(
  input: WriteManifestInput,
  planned: readonly PlannedItem[],
  shards: ReadonlyMap<string, WriteShardInput>,
): RecordedManifest {
  const rows = new Map<number, BatchRow>();
  for (const row of chainOf(input.lastShard, shards)) {
    if (rows.has(row.index)) throw broken(`index ${row.index} has two rows in one chain`);
    rows.set(row.index, row);
  }
  const notStarted: number[] = [];
  for (const { index, kind, ordinal } of planned) {
    const begun = ordinal < (input.cursors[kind] ?? 0);
    if (begun !== rows.has(index)) {
      throw broken(`index ${index} ${begun ? 'began and has no row' : 'has a row and never began'}`);
    }
    if (!begun) notStarted.push(index);
  }
  const count = (outcome: BatchRow['outcome']): number =>
    [...rows.values()].filter((row) => row.outcome === outcome).length;
  const counts = {
    total: input.plan.total,
    succeeded: count('succeeded'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    invalid: 0,
    repeated: 0,
    notStarted: notStarted.length,
  };
  const { succeeded, failed, cancelled } = counts;
  if (JSON.stringify(input.counts) !== JSON.stringify({ succeeded, failed, cancelled })) {
    throw broken(
      `the workflow counted ${JSON.stringify(input.counts)}, the shards ${JSON.stringify(counts)}`,
    );
  }
  return { input, rows: [...rows.values()].toSorted((a, b) => a.index - b.index), notStarted, counts };
}

function chainOf(last: string | undefined, shards: ReadonlyMap<string, WriteShardInput>): BatchRow[] {
  const rows: BatchRow[] = [];
  let expected: number | undefined;
  for (let key = last; key !== undefined;) {
    const shard = shards.get(key);
    if (!shard) throw broken(`the shard ${key} is not there`);
    if (expected !== undefined && shard.number !== expected) throw broken(`${key} has the wrong number`);
    expected = shard.number - 1;
    rows.push(...shard.rows);
    key = shard.predecessor;
  }
  if (expected !== undefined && expected !== 0) throw broken(`the chain ends before its first shard`);
  return rows;
}

function broken(message: string): Error {
  return ApplicationFailure.create({ type: 'ManifestBroken', message, nonRetryable: true });
}
