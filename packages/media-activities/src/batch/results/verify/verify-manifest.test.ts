import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BatchManifest } from '@org/media-contracts';
import { createMemoryStore } from '../../../testing/memory-store.js';
import { PREFIX, storeBatch, type ListLine } from '../../../testing/stored-batch.js';
import { writeManifest } from '../write-manifest.js';
import { readManifestEntries, verifyManifest, type ManifestVerdict } from './verify-manifest.js';

const LINES: readonly ListLine[] = [
  { is: 'item', kind: 'video', outcome: 'succeeded' },
  { is: 'item', kind: 'video', outcome: 'failed' },
  { is: 'invalid' },
  { is: 'repeated', sameAs: 0 },
  { is: 'item', kind: 'video', outcome: 'cancelled' },
  { is: 'item', kind: 'video', outcome: 'succeeded' },
  { is: 'item', kind: 'video' },
  { is: 'repeated', sameAs: 6 },
];

let manifest: BatchManifest;
let files: Map<string, string>;

beforeEach(async () => {
  const store = createMemoryStore();
  await writeManifest({ store, input: storeBatch(store, { lines: LINES }) });
  const text = (name: string): string => String(store.objects.get(`${PREFIX}/${name}`));
  manifest = JSON.parse(text('manifest.json')) as BatchManifest;
  files = new Map(Object.values(manifest.files).map(({ name }) => [name, text(name)]));
});

function read(name: string): AsyncIterable<Uint8Array> {
  const text = files.get(name);
  if (text === undefined) throw new Error(`no file ${name}`);
  return Readable.from([Buffer.from(text)]);
}

async function verdict(): Promise<ManifestVerdict> {
  return verifyManifest({ manifest, read });
}

async function problems(): Promise<string> {
  const { ok, problems: told } = await verdict();
  expect(ok).toBe(told.length === 0);
  return told.join('\n');
}

type Role = keyof BatchManifest['files'];

/** Changes a file; `fixUp` makes the manifest say of it what is then true, as a careful forger would. */
function tamper(role: Role, change: (text: string) => string, fixUp: boolean): void {
  const file = manifest.files[role];
  const before = files.get(file.name) ?? '';
  const text = change(before);
  expect(text).not.toBe(before);
  files.set(file.name, text);
  if (!fixUp) return;
  Object.assign(file, {
    sha256: createHash('sha256').update(text).digest('hex'),
    sizeBytes: Buffer.byteLength(text),
    rows: file.rows + (text.split('\n').length - before.split('\n').length),
  });
}

const withoutLine = (part: string) => (text: string) =>
  text
    .split('\n')
    .filter((line) => !line.startsWith(part))
    .join('\n');
const doubled = (part: string) => (text: string) =>
  text
    .split('\n')
    .flatMap((line) => (line.startsWith(part) ? [line, line] : [line]))
    .join('\n');

describe('verifyManifest', () => {
  it('finds nothing wrong with what was written, and counts the same', async () => {
    expect(await verdict()).toEqual({ ok: true, problems: [], counts: manifest.counts });
  });

  it.each(['succeeded', 'failed', 'invalid', 'cancelled', 'notStarted', 'results'] as const)(
    'finds one changed byte in the file of %s',
    async (role) => {
      const { name } = manifest.files[role];
      tamper(
        role,
        (text) => text.replace(/\d(?=[^\d]*$)/, (digit) => String((Number(digit) + 1) % 10)),
        false,
      );
      expect(await problems()).toContain(`${name}: has the SHA-256`);
    },
  );

  it.each(['succeeded', 'failed', 'invalid', 'cancelled', 'notStarted', 'results'] as const)(
    'finds that the file of %s is missing or cut short',
    async (role) => {
      const { name } = manifest.files[role];
      files.set(name, (files.get(name) ?? '').slice(0, -3));
      expect(await problems()).toContain(name);
      files.delete(name);
      expect(await problems()).toContain(`${name}: cannot be read: no file ${name}`);
    },
  );

  it.each([
    ['a result less', 'results', withoutLine('{"index":5'), 'indices: 5 is in no file'],
    ['a result twice', 'results', doubled('{"index":5'), 'index 5 is doubled'],
    [
      'a result of another outcome',
      'results',
      (text: string) => text.replace('"failed"', '"succeeded"'),
      'failed.csv: index 1',
    ],
    [
      'a result beyond the list',
      'results',
      (text: string) => text.replace('"index":5', '"index":8'),
      'index 8 is not in the list',
    ],
    ['results out of order', 'results', swapped, 'stands after'],
    [
      'a line that is no result',
      'results',
      (text: string) => text.replace('{"index":5', '{"index":"5"'),
      'line 6 is no result',
    ],
    [
      'a repetition of something else',
      'results',
      (text: string) => text.replace('"sameAs":0', '"sameAs":1'),
      'repeats index 1',
    ],
    [
      'an index that both ended and never started',
      'notStarted',
      (text: string) => text.replace('6,7', '5,7'),
      'index 5 is doubled',
    ],
    [
      'a range that is too short',
      'notStarted',
      (text: string) => text.replace('6,7', '6,6'),
      'indices: 7 is in no file',
    ],
    [
      'a range that is too long',
      'notStarted',
      (text: string) => text.replace('6,7', '6,9999999999'),
      'index 9999999999 is not in the list',
    ],
    ['a range that is none', 'notStarted', (text: string) => text.replace('6,7', '7,6'), 'row 1 is no range'],
    [
      'a succeeded row less',
      'succeeded',
      withoutLine('5,'),
      '1 indices that ended as succeeded in the results are missing',
    ],
    ['a succeeded row twice', 'succeeded', doubled('5,'), 'row 4 has index 5 after 5'],
    [
      'a succeeded row of what failed',
      'succeeded',
      (text: string) => text.replace('\n5,', '\n1,'),
      'row 3 has index 1 after 3',
    ],
    ['a row without index', 'cancelled', (text: string) => text.replace('4,', ',,'), 'is not CSV'],
    [
      'a row whose index is a word',
      'invalid',
      (text: string) => text.replace('\n2,', '\ntwo,'),
      'row 1 has no index',
    ],
  ] as const)('finds %s though digest and rows are made to fit', async (_what, role, change, reason) => {
    tamper(role, change, true);
    expect(await problems()).toContain(reason);
  });

  it.each(['total', 'succeeded', 'failed', 'cancelled', 'invalid', 'repeated', 'notStarted'] as const)(
    'finds a wrong count of %s',
    async (name) => {
      manifest.counts[name] += 1;
      expect(await problems()).toContain(`manifest: says ${name} ${manifest.counts[name]}`);
    },
  );

  it('finds wrong rows and a wrong size', async () => {
    manifest.files.failed.rows += 1;
    manifest.files.failed.sizeBytes += 1;
    expect(await problems()).toMatch(/failed\.csv: has 1 rows and should have 2[^]*bytes and should have/);
  });

  it('reads nothing outside of the folder of the manifest', async () => {
    manifest.files.failed.name = '../failed.csv';
    files.set('../failed.csv', files.get('failed.csv') ?? '');
    expect(await problems()).toContain('../failed.csv: is no name of a file beside the manifest');
  });

  it.each([-1, 1.5, 1e15])('refuses a list of %d indices', async (total) => {
    manifest.counts.total = total;
    expect(await problems()).toContain('a list cannot have');
  });

  it('counts the problems that it does not tell', async () => {
    files.set('results.jsonl', 'x\n'.repeat(50));
    expect(await problems()).toContain('results.jsonl: and 43 more');
  });

  it('ends when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(verifyManifest({ manifest, read, signal })).rejects.toThrow('enough');
  });
});

describe('readManifestEntries', () => {
  it('reads every result, so that outputs can be looked at', async () => {
    const outputs: [number, string | undefined][] = [];
    for await (const { index, outputUrl } of readManifestEntries({ manifest, read }))
      outputs.push([index, outputUrl]);
    expect(outputs).toEqual([
      [0, 'https://store.test/0.mp4?[redacted]'],
      [1, undefined],
      [2, undefined],
      [3, undefined],
      [4, undefined],
      [5, 'https://store.test/5.mp4?[redacted]'],
    ]);
  });
});

function swapped(text: string): string {
  const [one, two, ...rest] = text.split('\n');
  return [two, one, ...rest].join('\n');
}
