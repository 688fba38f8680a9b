import { isDeepStrictEqual } from 'node:util';
import type { ResultShard, WriteShardInput, WrittenShard } from '@org/media-contracts';
import { badInput } from '../../activity-error.js';
import { isStoreCode, storeTrouble, type BatchStore } from '../batch-store.js';
import { shardKey } from './shard-key.js';
import { readStored } from './stored-text.js';

interface WriteShard {
  readonly store: BatchStore;
  readonly input: WriteShardInput;
  readonly signal?: AbortSignal | undefined;
}

/** Makes a stretch of results durable, once. An attempt that comes after a successful one changes nothing. */
export async function writeShard({ store, input, signal }: WriteShard): Promise<WrittenShard> {
  const { number, runId, predecessor, rows } = input;
  const key = shardKey(input);
  const shard: ResultShard = { version: 1, key, number, runId, ...(predecessor && { predecessor }), rows };
  const text = JSON.stringify(shard);
  try {
    await store.put(key, text, { ifNoneMatch: '*', ...(signal && { signal }) });
  } catch (error) {
    if (!isStoreCode(error, 'alreadyExists')) throw storeTrouble(error, `writing result shard ${number}`);
    await assertSame({ store, key, signal }, text);
  }
  return { key };
}

/** Compared as values: another release may write the same fields in another order. */
async function assertSame(source: Parameters<typeof readStored>[0], text: string): Promise<void> {
  const stored = await readStored(source);
  if (stored === text || isDeepStrictEqual(valueOf(stored), valueOf(text))) return;
  throw badInput(
    `${source.key} holds other results: two executions write under one prefix, or the object was changed. ` +
      'Neither is overwritten; compare them before one is removed',
  );
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
