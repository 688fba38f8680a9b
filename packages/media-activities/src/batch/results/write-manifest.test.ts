import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchManifest, WriteManifestInput } from '@org/media-contracts';
import { BatchManifestSchema } from '@org/media-contracts/schemas';
import { createMemoryStore, type MemoryStore } from '../../testing/memory-store.js';
import { PREFIX, rowsOf, storeBatch, type ListLine } from '../../testing/stored-batch.js';
import type { ManifestEntry } from './manifest-entry.js';
import { writeManifest, type WriteManifest } from './write-manifest.js';

const LINES: readonly ListLine[] = [
  { is: 'item', kind: 'video', outcome: 'succeeded' },
  { is: 'item', kind: 'image', outcome: 'failed' },
  { is: 'invalid' },
  { is: 'repeated', sameAs: 0 },
  { is: 'item', kind: 'video', outcome: 'cancelled' },
  { is: 'item', kind: 'video', outcome: 'succeeded' },
  { is: 'item', kind: 'image' },
  { is: 'repeated', sameAs: 6 },
  { is: 'item', kind: 'video' },
  { is: 'repeated', sameAs: 1 },
  { is: 'item', kind: 'image' },
];
const FILES = [
  'cancelled.csv',
  'failed.csv',
  'invalid.csv',
  'not-started.csv',
  'results.jsonl',
  'succeeded.csv',
];

let temporaryFolder: string;

beforeEach(async () => {
  temporaryFolder = await mkdtemp(join(tmpdir(), 'write-manifest-test-'));
});

afterEach(async () => {
  await rm(temporaryFolder, { recursive: true });
});

async function write(store: MemoryStore, input: WriteManifestInput, more: Partial<WriteManifest> = {}) {
  return writeManifest({ store, input, temporaryFolder, ...more });
}

function text(store: MemoryStore, name: string): string {
  return String(store.objects.get(`${PREFIX}/${name}`));
}

function manifestOf(store: MemoryStore): BatchManifest {
  return BatchManifestSchema.parse(JSON.parse(text(store, 'manifest.json')));
}

function results(store: MemoryStore): ManifestEntry[] {
  const lines = text(store, 'results.jsonl').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ManifestEntry);
}

function published(store: MemoryStore): string[] {
  const names = [...store.objects.keys()].map((key) => key.slice(PREFIX.length + 1));
  return names.filter((name) => !name.includes('/')).sort();
}

describe('writeManifest', () => {
  it('has every index once, by index, and says of a repetition what it repeats', async () => {
    const store = createMemoryStore({ chunkBytes: 7 });
    await write(store, storeBatch(store, { lines: LINES }));
    expect(results(store).map(({ index, outcome, sameAs }) => [index, outcome, sameAs])).toEqual([
      [0, 'succeeded', undefined],
      [1, 'failed', undefined],
      [2, 'invalid', undefined],
      [3, 'succeeded', 0],
      [4, 'cancelled', undefined],
      [5, 'succeeded', undefined],
      [9, 'failed', 1],
    ]);
    expect(text(store, 'not-started.csv')).toBe('from,to,repetitions\n6,8,1\n10,10,0\n');
  });

  it('names one file per outcome with its rows, and counts repetitions once', async () => {
    const store = createMemoryStore();
    const input = storeBatch(store, { lines: LINES });
    const { counts } = await write(store, input);
    expect(counts).toEqual({
      total: 11,
      succeeded: 2,
      failed: 1,
      cancelled: 1,
      invalid: 1,
      repeated: 3,
      notStarted: 3,
    });
    const manifest = manifestOf(store);
    const rows = Object.values(manifest.files).map(({ name, rows }) => [name, rows]);
    expect(Object.fromEntries(rows)).toEqual({
      'succeeded.csv': 3,
      'failed.csv': 2,
      'cancelled.csv': 1,
      'invalid.csv': 1,
      'not-started.csv': 2,
      'results.jsonl': 7,
    });
    expect(manifest).toMatchObject({
      counts,
      remoteCalls: 7,
      redrive: { planFolder: input.plan.folder, lastShard: input.lastShard },
    });
  });

  it('writes the facts of a result in words that a spreadsheet does not run', async () => {
    const store = createMemoryStore();
    await write(store, storeBatch(store, { lines: LINES }));
    expect(text(store, 'succeeded.csv').split('\n').slice(0, 2)).toEqual([
      'index,line,id,kind,url,remote_id,output_url,duration_seconds,size_bytes,generation,started_at,ended_at,spend,same_as',
      `0,2,'=id-0,video,https://[redacted]@in.test/ü0.mp4?[redacted],task-0,https://store.test/0.mp4?[redacted],1.5,10,1,1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,,`,
    ]);
    expect(text(store, 'failed.csv')).toContain(
      `RemoteFailed,"'=no: https://in.test/1?[redacted] is ""odd"",\nsorry",`,
    );
  });

  it('has no query part and no credentials of a URL in any file', async () => {
    const store = createMemoryStore();
    const pipeline = {
      workflowId: 'p',
      runId: 'r',
      lineage: { workflowId: 'p', runId: 'r' },
      outputs: { ingestedUrl: "https://store.test/o.mp4?a='&X-Sig=SECRET" },
      stages: {},
    };
    const lines: ListLine[] = [...LINES, { is: 'item', kind: 'pipeline', outcome: 'succeeded' }];
    const rows = rowsOf(lines).map((row) => (row.kind === 'pipeline' ? { ...row, pipeline } : row));
    const input = storeBatch(store, { lines, shards: [rows] });
    await write(store, { ...input, reason: 'https://in.test/x?X-Sig=SECRET failed' });
    for (const name of published(store)) expect(text(store, name)).not.toMatch(/SECRET/);
    expect(results(store).at(-1)?.pipeline).toEqual({
      workflowId: 'p',
      runId: 'r',
      outputs: { ingestedUrl: 'https://store.test/o.mp4?[redacted]' },
    });
  });

  it('writes the manifest of a batch in which nothing started', async () => {
    const store = createMemoryStore();
    const input = storeBatch(store, { lines: [{ is: 'item', kind: 'audio' }], shards: [] });
    const { counts } = await write(store, { ...input, state: 'cancelled' });
    expect(counts).toMatchObject({ total: 1, notStarted: 1 });
    expect(text(store, 'not-started.csv')).toBe('from,to,repetitions\n0,0,0\n');
  });

  it('is the same when it is tried again, whatever of it was published before', async () => {
    const store = createMemoryStore();
    const input = storeBatch(store, { lines: LINES });
    const first = await write(store, input);
    const before = new Map(store.objects);
    store.objects.delete(`${PREFIX}/manifest.json`);
    store.objects.delete(`${PREFIX}/results.jsonl`);
    expect(await write(store, input)).toEqual(first);
    expect(await write(store, input)).toEqual(first);
    expect(store.objects).toEqual(before);
  });

  it.each([...FILES, 'manifest.json'])('leaves a %s that holds something else', async (name) => {
    const store = createMemoryStore();
    const input = storeBatch(store, { lines: LINES });
    store.objects.set(`${PREFIX}/${name}`, Buffer.from('other'));
    await expect(write(store, input)).rejects.toMatchObject({
      type: 'BadInput',
      message: expect.stringContaining(`${PREFIX}/${name} has the SHA-256`) as string,
    });
    expect(text(store, name)).toBe('other');
  });

  it('is tried again when the store is full, and leaves nothing on this machine', async () => {
    let full = false;
    const store = createMemoryStore({
      refuse: (operation) => (full && operation === 'put' ? 'full' : undefined),
    });
    const input = storeBatch(store, { lines: LINES });
    full = true;
    await expect(write(store, input)).rejects.toMatchObject({
      type: 'Transient',
      message: expect.stringContaining('make room') as string,
    });
    expect(await readdir(temporaryFolder)).toEqual([]);
    full = false;
    await write(store, input);
    expect(await readdir(temporaryFolder)).toEqual([]);
    expect(published(store)).toEqual([...FILES, 'manifest.json'].sort());
  });

  it('ends when it is cancelled, and publishes nothing', async () => {
    const store = createMemoryStore();
    const input = storeBatch(store, { lines: LINES });
    const cancelled = new AbortController();
    const onProgress: WriteManifest['onProgress'] = ({ doing }) => {
      if (doing === 'merging') cancelled.abort(new Error('enough'));
    };
    const writing = write(store, input, { signal: cancelled.signal, onProgress });
    await expect(writing).rejects.toThrow();
    expect(published(store)).toEqual([]);
    expect(await readdir(temporaryFolder)).toEqual([]);
  });
});
