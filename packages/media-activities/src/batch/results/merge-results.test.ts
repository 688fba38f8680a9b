import { describe, expect, it } from 'vitest';
import type { BatchRow, WriteManifestInput } from '@org/media-contracts';
import { createMemoryStore, type MemoryStore } from '../../testing/memory-store.js';
import { PREFIX, rowOf, rowsOf, storeBatch, storeShards, type ListLine } from '../../testing/stored-batch.js';
import type { ManifestEntry } from './manifest-entry.js';
import { writeManifest } from './write-manifest.js';

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

const PUBLISHED = /^[^/]*\.(csv|jsonl|json)$/;

function published(store: MemoryStore): string[] {
  return [...store.objects.keys()].filter((key) => PUBLISHED.test(key.slice(PREFIX.length + 1)));
}

describe('mergeResults refuses', () => {
  const [first, ...others] = rowsOf(LINES);

  async function refusal(
    change: (input: WriteManifestInput, store: MemoryStore) => Partial<WriteManifestInput>,
    shards?: BatchRow[][],
  ): Promise<string> {
    const store = createMemoryStore();
    const input = storeBatch(store, { lines: LINES, ...(shards && { shards }) });
    const failure: unknown = await writeManifest({
      store,
      input: { ...input, ...change(input, store) },
    }).catch((error: unknown) => error);
    expect(published(store)).toEqual([]);
    expect(failure).toMatchObject({ type: 'BadInput' });
    return (failure as Error).message;
  }

  it('an item that was begun and has no result', async () => {
    expect(await refusal(() => ({}), [others])).toContain('index 0 (video 0) was begun and has no result');
  });

  it('a result of what never started', async () => {
    expect(await refusal(() => ({ cursors: { video: 2, image: 1 } }))).toContain(
      'index 5 (video 2) never started and has a result in ',
    );
  });

  it('a result of an invalid line, of a repetition, of an index beyond the list, of another kind', async () => {
    const all = rowsOf(LINES);
    for (const [index, reason] of [
      [2, 'index 2 is invalid and has a result'],
      [3, 'index 3 is repeated and has a result'],
      [11, 'index 11, and the list ends at 10'],
    ] as const) {
      expect(await refusal(() => ({}), [[...all, rowOf(index, 'video', 'failed')]])).toContain(reason);
    }
    expect(await refusal(() => ({}), [[rowOf(0, 'audio', 'succeeded'), ...others]])).toContain(
      'of the kind audio',
    );
  });

  it.each([
    ['outcome', rowOf(0, 'video', 'failed')],
    ['remoteId', rowOf(0, 'video', 'succeeded', { remoteId: 'task-other' })],
    ['outputUrl', rowOf(0, 'video', 'succeeded', { outputUrl: 'https://store.test/other.mp4' })],
  ])('two results of one index that differ in %s, and names both shards', async (field, other) => {
    const message = await refusal(() => ({}), [rowsOf(LINES), [other]]);
    expect(message).toContain(`index 0 has two results that differ in ${field}`);
    expect(message).toContain('shards/r1/000001.json');
    expect(message).toContain('shards/r1/000002.json');
    expect(message).not.toContain('SECRET');
  });

  it('counts that are not those of the workflow', async () => {
    const counts = { succeeded: 2, failed: 2, cancelled: 1 };
    expect(await refusal(() => ({ counts }))).toContain('have 1 failed and the batch counted 2');
  });

  it('more items begun than there are', async () => {
    expect(await refusal(() => ({ cursors: { video: 4, image: 1, audio: 1 } }))).toContain(
      '1 of audio were begun',
    );
  });

  it.each([
    ['an index less', 'pages/image/000001.jsonl', (text: string) => text.replace('"index":10', '"index":11')],
    ['an index twice', 'pages/image/000001.jsonl', (text: string) => text.replace('"index":10', '"index":9')],
    ['a line less', 'pages/video/000000.jsonl', (text: string) => text.slice(text.indexOf('\n') + 1)],
    [
      'items of another page',
      'pages/video/000001.jsonl',
      (text: string) => text.replace('"ordinal":2', '"ordinal":0'),
    ],
    [
      'a repetition of an invalid line',
      'repeated.jsonl',
      (text: string) => text.replace('"sameAs":0', '"sameAs":2'),
    ],
    [
      'a repetition of what follows',
      'repeated.jsonl',
      (text: string) => text.replace('"sameAs":0', '"sameAs":4'),
    ],
    ['a damaged line', 'invalid.jsonl', () => '{"index":2}\n'],
  ])('a plan with %s', async (_what, name, damage) => {
    await expect(
      refusal(({ plan }, store) => {
        const key = `${plan.folder}/${name}`;
        store.objects.set(key, Buffer.from(damage(String(store.objects.get(key)))));
        return {};
      }),
    ).resolves.toMatch(/plan|place of|lines|repeats|damaged/);
  });

  it('a plan that ends before its total', async () => {
    expect(await refusal(({ plan }) => ({ plan: { ...plan, total: 12 } }))).toContain(
      'has 11 indices and should have 12',
    );
  });

  it('nothing when two results of one index agree but for a signature, and believes the later one', async () => {
    const store = createMemoryStore();
    const later = { ...first, outputUrl: 'https://store.test/0.mp4?X-Sig=ANEW', spend: 2 } as BatchRow;
    const input = storeBatch(store, { lines: LINES, shards: [rowsOf(LINES), [later]] });
    storeShards(store, [[rowOf(0, 'video', 'failed')]], { runId: 'reset' });
    await writeManifest({ store, input });
    const [line] = String(store.objects.get(`${PREFIX}/results.jsonl`)).split('\n');
    expect(JSON.parse(line ?? '') as ManifestEntry).toMatchObject({
      index: 0,
      outcome: 'succeeded',
      spend: 2,
    });
  });
});
