import type { ResultShard } from '@org/media-contracts';
import { ResultShardSchema } from '@org/media-contracts/schemas';
import { badInput } from '../../activity-error.js';
import type { BatchStore } from '../batch-store.js';
import { shardFolder } from './shard-key.js';
import { parseStored, readStored } from './stored-text.js';

export interface ReadShards {
  readonly store: BatchStore;
  /** The folder of the batch: a chain never leaves it. */
  readonly prefix: string;
  /** Key of the newest shard. */
  readonly from: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The shards of a batch, newest first, by the chain of predecessors: what a run that was reset left behind is not in it.
 * Numbers fall along the chain, so that a circle is found without remembering every key.
 */
export async function* readShards({ store, prefix, from, signal }: ReadShards): AsyncGenerator<ResultShard> {
  let below = Infinity;
  for (let key = from; key !== undefined;) {
    assertInside(key, prefix);
    const shard = parseStored(ResultShardSchema, await readStored({ store, key, signal }), key);
    if (shard.key !== key)
      throw badInput(`${key} holds the shard ${shard.key}: one was copied over the other`);
    if (shard.number >= below) {
      throw badInput(
        `${key} has number ${shard.number} and precedes ${below}: the chain of shards is a circle`,
      );
    }
    yield shard;
    below = shard.number;
    key = shard.predecessor;
  }
}

function assertInside(key: string, prefix: string): void {
  const folder = shardFolder(prefix);
  if (key.startsWith(folder)) return;
  throw badInput(`the chain of result shards leads to ${key}, which is outside of ${folder}`);
}
