import type { BatchRedrive, BatchRow } from '@org/media-contracts';
import { ResultShardSchema } from '@org/media-contracts/schemas';
import { badInput } from '../../activity-error.js';
import type { BatchStore } from '../batch-store.js';
import { readShards } from '../results/read-shards.js';
import { parseStored, readStored } from '../results/stored-text.js';

type Outcome = BatchRow['outcome'];

const OUTCOMES: readonly Outcome[] = ['succeeded', 'failed', 'cancelled'];
const OUTCOME_BITS = 2;
/** Rows lie near each other in the order in which they ended, which is nearly that of their indices. */
const MAX_CACHED_SHARDS = 32;

/** How the items of a batch ended. */
export interface ParentResults {
  /** Undefined when the index has no result. */
  readonly outcomeOf: (index: number) => Outcome | undefined;
  /** The whole row of an index that has a result. */
  readonly rowOf: (index: number) => Promise<BatchRow>;
}

interface ReadResults {
  readonly store: BatchStore;
  readonly redrive: BatchRedrive;
  readonly prefix: string;
  /** Indices go from 0 up to this. */
  readonly total: number;
  readonly signal: AbortSignal;
}

/**
 * Follows the chain of shards once. Keeps 4 bytes per index (which shard, which outcome) and one key per shard; rows
 * themselves are read again when they are asked for, from at most 32 shards in memory.
 */
export async function readParentResults(options: ReadResults): Promise<ParentResults> {
  const { store, redrive, prefix, total, signal } = options;
  const places = new Uint32Array(total);
  const keys: string[] = [];
  for await (const { key, rows } of readShards({ store, prefix, from: redrive.lastShard, signal })) {
    signal.throwIfAborted();
    keys.push(key);
    for (const row of rows) {
      if (row.index >= total)
        throw badInput(`${key} has a result of index ${row.index}, which the plan does not have`);
      const outcome = outcomeAt(places, row.index);
      if (outcome !== undefined && outcome !== row.outcome) {
        throw badInput(
          `index ${row.index} both ${outcome} and, in ${key}, ${row.outcome}: the results were changed`,
        );
      }
      places[row.index] = ((keys.length - 1) << OUTCOME_BITS) | (OUTCOMES.indexOf(row.outcome) + 1);
    }
  }
  const shard = createShardCache({ store, signal });
  return {
    outcomeOf: (index) => outcomeAt(places, index),
    rowOf: async (index) => {
      const key = keys[(places[index] ?? 0) >>> OUTCOME_BITS];
      const row = key === undefined ? undefined : (await shard(key)).get(index);
      if (!row) throw new Error(`index ${index} has no result`);
      return row;
    },
  };
}

function outcomeAt(places: Uint32Array, index: number): Outcome | undefined {
  return OUTCOMES[((places[index] ?? 0) & (2 ** OUTCOME_BITS - 1)) - 1];
}

type Shard = ReadonlyMap<number, BatchRow>;

function createShardCache({
  store,
  signal,
}: Pick<ReadResults, 'store' | 'signal'>): (key: string) => Promise<Shard> {
  const cached = new Map<string, Shard>();
  return async (key) => {
    const shard = cached.get(key) ?? (await read(key));
    cached.delete(key);
    cached.set(key, shard);
    for (const oldest of [...cached.keys()].slice(0, -MAX_CACHED_SHARDS)) cached.delete(oldest);
    return shard;
  };

  async function read(key: string): Promise<Shard> {
    const { rows } = parseStored(ResultShardSchema, await readStored({ store, key, signal }), key);
    return new Map(rows.map((row) => [row.index, row]));
  }
}
