import type { BatchRow, ItemKind, ResultShard, WriteManifestInput } from '@org/media-contracts';
import { shardKey } from '../batch/results/shard-key.js';
import type { MemoryStore } from './memory-store.js';

/** A line of a list, and what became of it. An item without outcome never started. */
export type ListLine =
  | { readonly is: 'item'; readonly kind: ItemKind; readonly outcome?: BatchRow['outcome'] }
  | { readonly is: 'invalid' }
  | { readonly is: 'repeated'; readonly sameAs: number };

export const PREFIX = 'batches/films/r1';
const FOLDER = `${PREFIX}/plan-x`;
const SECRET = 'X-Sig=SECRET';

/** A row as a workflow would make it. */
export function rowOf(
  index: number,
  kind: ItemKind,
  outcome: BatchRow['outcome'],
  changes: Partial<BatchRow> = {},
): BatchRow {
  const how =
    outcome === 'succeeded'
      ? { outputUrl: `https://store.test/${index}.mp4?${SECRET}`, durationSeconds: 1.5, sizeBytes: 10 }
      : {
          error: {
            type: 'RemoteFailed',
            message: `=no: https://in.test/${index}?${SECRET} is "odd",\nsorry`,
          },
        };
  return {
    index,
    kind,
    outcome,
    operation: { operationId: `films/r1/${index}`, generation: 1, startedAt: 1_000 },
    remoteId: `task-${index}`,
    ...how,
    startedAt: 1_000,
    endedAt: 2_000,
    ...changes,
  };
}

export function rowsOf(lines: readonly ListLine[]): BatchRow[] {
  return lines.flatMap((line, index) =>
    line.is === 'item' && line.outcome ? [rowOf(index, line.kind, line.outcome)] : [],
  );
}

/** Writes a chain of shards, the first of them first. Returns the key of the last. */
export function storeShards(
  store: MemoryStore,
  shards: readonly (readonly BatchRow[])[],
  { runId = 'r1', firstNumber = 1 }: { runId?: string; firstNumber?: number } = {},
): string | undefined {
  let last: string | undefined;
  shards.forEach((rows, position) => {
    const number = firstNumber + position;
    const key = shardKey({ prefix: PREFIX, runId, number });
    const shard: ResultShard = {
      version: 1,
      key,
      number,
      runId,
      ...(last !== undefined && { predecessor: last }),
      rows: [...rows],
    };
    store.objects.set(key, Buffer.from(JSON.stringify(shard)));
    last = key;
  });
  return last;
}

interface StoredBatch {
  readonly lines: readonly ListLine[];
  /** Results in the shards that hold them; all in one when absent. */
  readonly shards?: readonly (readonly BatchRow[])[];
  readonly pageSize?: number;
}

/** Writes plan and shards of a batch, and returns what its workflow would ask for at the end. */
export function storeBatch(
  store: MemoryStore,
  { lines, shards = [rowsOf(lines)], pageSize = 2 }: StoredBatch,
): WriteManifestInput {
  const lastShard = storeShards(store, shards);
  const rows = rowsOf(lines);
  const count = (outcome: BatchRow['outcome']): number =>
    rows.filter((row) => row.outcome === outcome).length;
  return {
    prefix: PREFIX,
    plan: storePlan(store, lines, pageSize),
    ...(lastShard !== undefined && { lastShard }),
    cursors: countKinds(lines.filter((line) => line.is === 'item' && line.outcome)),
    counts: { succeeded: count('succeeded'), failed: count('failed'), cancelled: count('cancelled') },
    batch: { workflowId: 'films', runId: 'r1' },
    lineage: { workflowId: 'films', runId: 'r1' },
    state: 'completed',
    settings: {
      account: 'acme',
      metadata: { from: `https://in.test/list?${SECRET}` },
      webhookUrl: `https://api.test/${SECRET}`,
    },
    startedAt: 1_000,
    endedAt: 9_000,
    remoteCalls: 7,
  };
}

function storePlan(
  store: MemoryStore,
  lines: readonly ListLine[],
  pageSize: number,
): WriteManifestInput['plan'] {
  const files = new Map<string, string>();
  const kinds: Partial<Record<ItemKind, number>> = {};
  lines.forEach((line, index) => {
    const place = { index, line: index + 2 };
    if (line.is !== 'item') {
      const name = `${line.is}.jsonl`;
      const facts =
        line.is === 'invalid'
          ? {
              reason: `no kind: https://in.test/${index}?${SECRET}`,
              url: `https://in.test/${index}?${SECRET}`,
            }
          : { sameAs: line.sameAs };
      append(files, name, { ...place, ...facts });
      return;
    }
    const ordinal = kinds[line.kind] ?? 0;
    kinds[line.kind] = ordinal + 1;
    const page = String(Math.floor(ordinal / pageSize)).padStart(6, '0');
    const url = `https://user:SECRET@in.test/ü${index}.mp4?a='b&${SECRET}`;
    append(files, `pages/${line.kind}/${page}.jsonl`, {
      ...place,
      kind: line.kind,
      ordinal,
      url,
      id: `=id-${index}`,
    });
  });
  for (const [name, text] of files) store.objects.set(`${FOLDER}/${name}`, Buffer.from(text));
  return {
    version: 1,
    folder: FOLDER,
    list: { sha256: '0'.repeat(64), sizeBytes: 1, format: 'jsonl' },
    total: lines.length,
    invalid: lines.filter(({ is }) => is === 'invalid').length,
    repeated: lines.filter(({ is }) => is === 'repeated').length,
    kinds,
    pageSize,
    problems: [],
  };
}

function append(files: Map<string, string>, name: string, value: unknown): void {
  files.set(name, `${files.get(name) ?? ''}${JSON.stringify(value)}\n`);
}

function countKinds(lines: readonly ListLine[]): Partial<Record<ItemKind, number>> {
  const counts: Partial<Record<ItemKind, number>> = {};
  for (const line of lines) if (line.is === 'item') counts[line.kind] = (counts[line.kind] ?? 0) + 1;
  return counts;
}
