import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchRow, ResultShard } from '@org/media-contracts';
import { badInput } from '../../activity-error.js';
import { withoutQuery } from './without-query.js';

/** Indices per bucket. One bucket is in memory at a time: 8 MB when every row has 4 KiB. */
const BUCKET_INDICES = 2_000;
/** So many characters are gathered before they are appended to the files of their buckets. */
const PENDING_CHARACTERS = 2 * 1024 * 1024;

export interface StoredRow {
  readonly row: BatchRow;
  /** Key of the shard that holds it. */
  readonly shard: string;
}

/** Rows that come in any order and leave by ascending index, by way of files. */
export interface ResultBuckets {
  readonly add: (shard: ResultShard) => Promise<void>;
  /** The row of an index. Ask in ascending order, after the last `add`. */
  readonly take: (index: number) => Promise<StoredRow | undefined>;
}

interface ResultBucketsOptions {
  /** A folder of our own; whoever made it removes it. */
  readonly folder: string;
  /** Indices go from 0 up to this. */
  readonly total: number;
  readonly bucketIndices?: number;
}

export function createResultBuckets({
  folder,
  total,
  bucketIndices = BUCKET_INDICES,
}: ResultBucketsOptions): ResultBuckets {
  const pending = new Map<number, string[]>();
  let characters = 0;
  let open: { bucket: number; rows: Map<number, StoredRow> } | undefined;
  const fileOf = (bucket: number): string => join(folder, `${bucket}.jsonl`);

  async function flush(): Promise<void> {
    for (const [bucket, lines] of pending) await appendFile(fileOf(bucket), lines.join(''));
    pending.clear();
    characters = 0;
  }

  function put(bucket: number, line: string): void {
    const lines = pending.get(bucket);
    if (lines) lines.push(line);
    else pending.set(bucket, [line]);
    characters += line.length;
  }

  return {
    add: async ({ key, rows }) => {
      const beyond = rows.find(({ index }) => index >= total);
      if (beyond) {
        throw badInput(`${key} has a result of index ${beyond.index}, and the list ends at ${total - 1}`);
      }
      for (const [bucket, some] of byBucket(rows, bucketIndices)) {
        put(bucket, `${JSON.stringify({ shard: key, rows: some })}\n`);
      }
      if (characters > PENDING_CHARACTERS) await flush();
    },
    take: async (index) => {
      await flush();
      const bucket = Math.floor(index / bucketIndices);
      if (open?.bucket !== bucket) {
        open = undefined;
        open = { bucket, rows: await readBucket(fileOf(bucket)) };
      }
      return open.rows.get(index);
    },
  };
}

function byBucket(rows: readonly BatchRow[], bucketIndices: number): Map<number, BatchRow[]> {
  const buckets = new Map<number, BatchRow[]>();
  for (const row of rows) {
    const bucket = Math.floor(row.index / bucketIndices);
    const some = buckets.get(bucket);
    if (some) some.push(row);
    else buckets.set(bucket, [row]);
  }
  return buckets;
}

async function readBucket(path: string): Promise<Map<number, StoredRow>> {
  const found = new Map<number, StoredRow>();
  for (const line of (await textOf(path)).split('\n')) {
    if (line === '') continue;
    const { shard, rows } = JSON.parse(line) as { shard: string; rows: BatchRow[] };
    for (const row of rows) {
      const other = found.get(row.index);
      if (other) assertAgree(other, { row, shard });
      else found.set(row.index, { row, shard });
    }
  }
  return found;
}

/** A bucket without a row has no file. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Two rows of one index are two reports of one result. They may differ in times and costs, not in what came of it. The
 * query part of a URL is left out: a service that signs its URLs signs each report anew.
 */
function assertAgree(one: StoredRow, other: StoredRow): void {
  const told = factsOf(one.row);
  const differing = factsOf(other.row).find(({ value }, position) => value !== told[position]?.value);
  if (!differing) return;
  const value = told.find(({ name }) => name === differing.name)?.value;
  throw badInput(
    `index ${one.row.index} has two results that differ in ${differing.name}: ${String(value)} in ${one.shard}, ` +
      `${String(differing.value)} in ${other.shard}. Look the task up at the service before either is believed`,
  );
}

function factsOf({ outcome, remoteId, outputUrl }: BatchRow): { name: string; value: string | undefined }[] {
  return [
    { name: 'outcome', value: outcome },
    { name: 'remoteId', value: remoteId },
    { name: 'outputUrl', value: outputUrl && withoutQuery(outputUrl) },
  ];
}
