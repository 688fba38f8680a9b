import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchManifest, BatchRow, ItemKind, WriteManifestInput } from '@org/media-contracts';
import { createMemoryStore, type MemoryStore } from '../../testing/memory-store.js';
import { PREFIX, rowOf, rowsOf, storeBatch, storeShards, type ListLine } from '../../testing/stored-batch.js';
import type { ManifestEntry } from './manifest-entry.js';
import { readManifestEntries, verifyManifest } from './verify/verify-manifest.js';
import { writeManifest } from './write-manifest.js';

const KINDS: readonly ItemKind[] = ['video', 'image', 'pipeline'];
const OUTCOMES: readonly BatchRow['outcome'][] = ['succeeded', 'failed', 'cancelled'];

/** A line before it is known which items there are, and which of them were begun. */
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom(...KINDS), outcome: fc.constantFrom(...OUTCOMES) }),
  },
  { weight: 1, arbitrary: fc.constant('invalid' as const) },
  { weight: 2, arbitrary: fc.nat() },
);

interface Course {
  readonly lines: readonly ListLine[];
  /** Every row once, in the order in which the items ended. */
  readonly rows: readonly BatchRow[];
  readonly shardSize: number;
  readonly pageSize: number;
  readonly bucketIndices: number;
  readonly chunkBytes: number;
}

const course: fc.Arbitrary<Course> = fc
  .record({
    drafts: fc.array(line, { maxLength: 40 }),
    unstarted: fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6)),
    shardSize: fc.integer({ min: 1, max: 7 }),
    pageSize: fc.integer({ min: 1, max: 7 }),
    bucketIndices: fc.integer({ min: 1, max: 9 }),
    chunkBytes: fc.integer({ min: 1, max: 200 }),
  })
  .chain(({ drafts, unstarted, ...sizes }) => {
    const lines = linesOfDrafts(drafts, unstarted);
    const rows = rowsOf(lines);
    return fc
      .shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })
      .map((ended) => ({ lines, rows: ended, ...sizes }));
  });

/** A number repeats one of the items before it; the last items of a kind never start. */
function linesOfDrafts(
  drafts: readonly ({ kind: ItemKind; outcome: BatchRow['outcome'] } | 'invalid' | number)[],
  unstarted: readonly number[],
): ListLine[] {
  const left = KINDS.map(
    (kind, at) =>
      drafts.filter((draft) => typeof draft === 'object' && draft.kind === kind).length -
      (unstarted[at] ?? 0),
  );
  const items: number[] = [];
  return drafts.map((draft, index): ListLine => {
    if (typeof draft === 'number') {
      const sameAs = items[draft % Math.max(1, items.length)];
      return sameAs === undefined ? { is: 'invalid' } : { is: 'repeated', sameAs };
    }
    if (draft === 'invalid') return { is: 'invalid' };
    items.push(index);
    const at = KINDS.indexOf(draft.kind);
    const begun = (left[at] ?? 0) > 0;
    left[at] = (left[at] ?? 0) - 1;
    return { is: 'item', kind: draft.kind, ...(begun && { outcome: draft.outcome }) };
  });
}

/** What the manifest should say of a line: its outcome, and nothing when it never started. */
function expected(lines: readonly ListLine[], index: number): string | undefined {
  const line = lines[index];
  if (line?.is === 'item') return line.outcome;
  return line?.is === 'repeated' ? expected(lines, line.sameAs) : line?.is;
}

function split<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}

function prepare({ lines, rows, shardSize, pageSize, chunkBytes }: Course): {
  store: MemoryStore;
  input: WriteManifestInput;
} {
  const store = createMemoryStore({ chunkBytes });
  return { store, input: storeBatch(store, { lines, shards: split(rows, shardSize), pageSize }) };
}

async function readBack(
  store: MemoryStore,
): Promise<{ manifest: BatchManifest; entries: ManifestEntry[]; problems: readonly string[] }> {
  const manifest = JSON.parse(String(store.objects.get(`${PREFIX}/manifest.json`))) as BatchManifest;
  const read = async function* (name: string): AsyncGenerator<Uint8Array> {
    yield* (await store.get(`${PREFIX}/${name}`)).body;
  };
  const { problems } = await verifyManifest({ manifest, read });
  const entries: ManifestEntry[] = [];
  for await (const entry of readManifestEntries({ manifest, read })) entries.push(entry);
  return { manifest, entries, problems };
}

describe('writeManifest, whatever the course of the batch', () => {
  it('says of every index what came of it, and verifies', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (batch) => {
        const { store, input } = prepare(batch);
        // A run that was reset had other results; nothing of the chain names them.
        const foreign = batch.rows.map((row) =>
          rowOf(row.index, row.kind, 'failed', { remoteId: 'foreign' }),
        );
        storeShards(store, split(foreign, batch.shardSize), { runId: 'reset' });
        const { counts } = await writeManifest({ store, input, bucketIndices: batch.bucketIndices });
        const { manifest, entries, problems } = await readBack(store);
        expect(problems).toEqual([]);
        expect(manifest.counts).toEqual(counts);
        const told = new Map(entries.map((entry) => [entry.index, entry]));
        batch.lines.forEach((line, index) => {
          expect(told.get(index)?.outcome).toBe(expected(batch.lines, index));
          if (line.is === 'item' && line.outcome) expect(told.get(index)?.remoteId).toBe(`task-${index}`);
        });
        expect(entries).toHaveLength(batch.lines.filter((_, index) => expected(batch.lines, index)).length);
      }),
    );
  });

  it('is the same whatever the order of the results and the sizes of shards, pages and buckets', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (batch) => {
        const other = {
          ...batch,
          rows: batch.rows.toReversed(),
          shardSize: 3,
          pageSize: 2,
          chunkBytes: 1_000,
        };
        const digests = async (one: Course, bucketIndices: number): Promise<unknown> => {
          const { store, input } = prepare(one);
          await writeManifest({ store, input, bucketIndices });
          return (await readBack(store)).manifest.files;
        };
        expect(await digests(other, 4)).toEqual(await digests(batch, batch.bucketIndices));
      }),
      { numRuns: 50 },
    );
  });

  it('accepts rows that were written twice, and refuses one that is lost or contradicts another', async () => {
    const withRows = course.filter(({ rows }) => rows.length > 0);
    await fc.assert(
      fc.asyncProperty(withRows, fc.nat(), async (batch, at) => {
        const row = batch.rows[at % batch.rows.length] as BatchRow;
        const attempt = async (rows: readonly BatchRow[]): Promise<unknown> => {
          const { store, input } = prepare({ ...batch, rows });
          const failure: unknown = await writeManifest({
            store,
            input,
            bucketIndices: batch.bucketIndices,
          }).then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(store.objects.has(`${PREFIX}/manifest.json`)).toBe(failure === undefined);
          return failure;
        };
        expect(await attempt([...batch.rows, { ...row, calls: 9 }])).toBeUndefined();
        expect(await attempt([...batch.rows, { ...row, remoteId: 'other' }])).toMatchObject({
          type: 'BadInput',
        });
        expect(await attempt(batch.rows.filter((other) => other !== row))).toMatchObject({
          type: 'BadInput',
        });
      }),
      { numRuns: 50 },
    );
  });
});
