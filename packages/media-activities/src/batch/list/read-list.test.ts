import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { ListFormat } from '@org/media-contracts';
import { chunked } from '../../testing/chunked.js';
import { MAX_RECORD_BYTES, type ListRow } from './list-entry.js';
import { readList, type ListFacts } from './read-list.js';

interface Reading {
  readonly rows: ListRow[];
  readonly facts: ListFacts;
}

async function read(
  list: string | Uint8Array,
  { name, format, size = 1_000 }: { name?: string; format?: ListFormat; size?: number } = {},
): Promise<Reading> {
  const reading = readList({ bytes: chunked(list, size), name, format });
  const rows: ListRow[] = [];
  for await (const some of reading.rows) rows.push(...some);
  return { rows, facts: reading.facts() };
}

const A = { url: 'https://a.test/1.mp4', kind: 'video' };
const B = { url: 'https://a.test/ü/2.mp4', kind: 'audio', options: { format: 'mp3' } };
const JSONL = `${JSON.stringify(A)}\n${JSON.stringify(B)}\n`;
const CSV = `url,kind,options.format\n${A.url},video,\n${B.url},audio,mp3\n`;
const JSON_ARRAY = JSON.stringify([A, B], null, 2);
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const FORMATS: readonly (readonly [ListFormat, string, number, number])[] = [
  ['jsonl', JSONL, 1, 2],
  ['csv', CSV, 2, 3],
  ['json', JSON_ARRAY, 2, 6],
];

describe.each(FORMATS)('readList of %s', (format, text, first, second) => {
  const rows = [
    { index: 0, line: first, value: A },
    { index: 1, line: second, value: B },
  ];

  it.each([1, 2, 3, 7, 64, 100_000])('gives the same rows in chunks of %i bytes', async (size) => {
    expect((await read(text, { size })).rows).toEqual(rows);
  });

  it('tells the format by the first bytes, and digest and size of the bytes', async () => {
    const { facts } = await read(text);
    expect(facts).toEqual({ sha256: sha256(text), sizeBytes: Buffer.byteLength(text), format });
  });

  it.each([1, 5, 100_000])('unpacks gzip in chunks of %i bytes and digests it packed', async (size) => {
    const packed = gzipSync(text);
    const { rows: read1, facts } = await read(packed, { size });
    expect(read1).toEqual(rows);
    expect(facts).toEqual({ sha256: sha256(packed), sizeBytes: packed.byteLength, format });
  });

  it.each([1, 2, 1_000])('drops a byte order mark in chunks of %i bytes', async (size) => {
    expect((await read(Buffer.concat([BOM, Buffer.from(text)]), { size })).rows).toEqual(rows);
  });

  it('reads CRLF like LF', async () => {
    expect((await read(text.replaceAll('\n', '\r\n'))).rows).toEqual(rows);
  });

  it('refuses a gzip that is cut off', async () => {
    const packed = gzipSync(text);
    await expect(read(packed.subarray(0, packed.byteLength - 9))).rejects.toMatchObject({
      type: 'BadInput',
      message: 'the gzip list is cut off before its end: pack and upload it again',
    });
  });

  it('refuses a gzip that is damaged', async () => {
    const packed = gzipSync(text);
    packed.writeUInt32LE(1, packed.byteLength - 8);
    await expect(read(packed)).rejects.toThrow(/the gzip list is damaged/);
  });

  it('throws what the source throws', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield gzipSync(text).subarray(0, 12);
      throw new Error('the line went dead');
    }
    const { rows: failing } = readList({ bytes: broken(), format });
    await expect(failing.next()).rejects.toThrow('the line went dead');
  });
});

describe('readList', () => {
  it.each<[string, ListFormat | undefined]>([
    ['', undefined],
    ['\n \n\t\n', 'jsonl'],
    ['[]', undefined],
    ['url,kind\n', undefined],
    ['url,kind', 'csv'],
  ])('refuses the empty list %j', async (text, format) => {
    await expect(read(text, { ...(format && { format }) })).rejects.toMatchObject({
      type: 'BadInput',
      message: 'the list is empty: it needs at least one item',
    });
  });

  it('refuses an empty gzip, and one that unpacks to nothing', async () => {
    await expect(read(gzipSync(''))).rejects.toThrow('the list is empty');
    await expect(read(Buffer.from([0x1f, 0x8b]))).rejects.toThrow('cut off before its end');
  });

  it('reads what follows another gzip in the same file', async () => {
    const parts = JSONL.split(/(?<=\n)/).map((line) => gzipSync(line));
    expect((await read(Buffer.concat(parts))).rows).toHaveLength(2);
  });

  it('refuses a gzip that something follows', async () => {
    await expect(read(Buffer.concat([gzipSync(JSONL), Buffer.from(JSONL)]))).rejects.toThrow(
      /gzip list is damaged/,
    );
    await expect(read(Buffer.concat([gzipSync(JSONL), Buffer.alloc(3_000)]))).rejects.toThrow(
      'the gzip list is followed by other bytes',
    );
  });

  it('refuses UTF-16 and says to save it as UTF-8', async () => {
    await expect(read(Buffer.from(`\ufeff${CSV}`, 'utf16le'))).rejects.toThrow(
      'the list is UTF-16: save it as UTF-8',
    );
  });

  it('gives a blank line no index, and counts it as a line', async () => {
    const { rows } = await read(`\n${JSON.stringify(A)}\n   \r\n\n${JSON.stringify(B)}`, { format: 'jsonl' });
    expect(rows.map(({ index, line }) => [index, line])).toEqual([
      [0, 2],
      [1, 5],
    ]);
  });

  it('makes a problem of a line that is not JSON, without quoting it', async () => {
    const { rows } = await read(`${JSONL}{"url": "https://x.test/?sig=SECRET" oops}\n${JSON.stringify(A)}`);
    expect(rows).toHaveLength(4);
    expect(rows[2]).toMatchObject({
      index: 2,
      line: 3,
      problem: expect.stringMatching(/^not JSON \(at character \d+\)/) as string,
    });
    expect(JSON.stringify(rows[2])).not.toContain('SECRET');
    expect(rows[3]).toMatchObject({ index: 3, line: 4, value: A });
  });

  it.each<[ListFormat, (bad: string) => string]>([
    ['jsonl', (bad) => `${JSON.stringify(A)}\n{"url":"${bad}"}\n${JSON.stringify(B)}\n`],
    ['csv', (bad) => `url,kind,options.format\n${A.url},video,\n${bad},video,\n${B.url},audio,mp3`],
    ['csv', (bad) => `url,kind,options.format\n${A.url},video,\n"${bad}",video,\n${B.url},audio,mp3`],
    ['json', (bad) => `[${JSON.stringify(A)},\n{"url":"${bad}"},${JSON.stringify(B)}]`],
  ])('makes a problem of 10 MB in one item of %s, and reads on', async (format, listWith) => {
    const { rows } = await read(listWith('x'.repeat(10_000_000)), { format, size: 65_536 });
    expect(rows.map((row) => ('value' in row ? row.value : row.problem))).toEqual([
      A,
      `longer than ${MAX_RECORD_BYTES} bytes: shorten it, an item may have 8192`,
      B,
    ]);
  });

  it.each<[ListFormat, string, string]>([
    ['jsonl', `${JSON.stringify(A)}\n{"url":"`, `"}\n${JSON.stringify(B)}\n`],
    ['csv', `url,kind,options.format\n${A.url},video,\n`, `,video,\n${B.url},audio,mp3`],
    ['json', `[${JSON.stringify(A)},{"url":"`, `"},${JSON.stringify(B)}]`],
  ])('makes a problem of invalid UTF-8 in one item of %s', async (format, before, after) => {
    const list = Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28]), Buffer.from(after)]);
    const { rows } = await read(list, { format });
    expect(rows.map((row) => ('value' in row ? row.value : row.problem))).toEqual([
      A,
      'not valid UTF-8: save the list as UTF-8',
      B,
    ]);
  });

  it.each([
    ['the reader stops early', JSONL],
    ['the list is refused', Buffer.from(CSV, 'utf16le').fill(0xff, 0, 1).fill(0xfe, 1, 2)],
    ['the gzip is refused', Buffer.concat([gzipSync(''), Buffer.from('other')])],
  ])('closes the source when %s', async (_name, chunk) => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from(chunk);
      } finally {
        closed = true;
      }
    }
    const { rows } = readList({ bytes: endless() });
    await rows.next().catch(() => undefined);
    await rows.return();
    await vi.waitFor(() => {
      expect(closed).toBe(true);
    });
  });
});

describe('readList of a JSON array', () => {
  it.each([
    ['[{"url":"a"},{"url"', /the JSON array is not closed: the list was cut off in line 1/],
    ['[{"url":"a"}\n,\n', /cut off in line 3/],
    ['[{"url":"a"}]\n[{"url":"b"}]', /line 2: something follows the end of the array/],
    ['[{"url":"a}\n,{"url":"b"}]', /line 1: a text is not closed/],
    ['[{"url":"a"}}, {"url":"b"}]', /line 1: a } closes nothing/],
    ['{"url":"a"}', /a JSON list begins with \[/],
  ])('refuses %j', async (text, message) => {
    await expect(read(text, { format: 'json' })).rejects.toThrow(message);
  });

  it('makes a problem of an element that is broken in itself, and reads on', async () => {
    const { rows } = await read('[{url: 1}, "}],{", [1, [2]], {"a":"\\"]"}]');
    expect(rows.map((row) => ('value' in row ? row.value : 'problem'))).toEqual([
      'problem',
      '}],{',
      [1, [2]],
      { a: '"]' },
    ]);
  });
});

describe('readList of a CSV', () => {
  it('reads quoted cells with commas, quotes and line breaks, and goes on counting lines', async () => {
    const { rows } = await read(
      'url,kind,options,metadata.note\nu,video,"{""width"": 640}","a\r\n""b"", c"\n\nv,video,,\n',
    );
    expect(rows).toEqual([
      {
        index: 0,
        line: 2,
        value: { url: 'u', kind: 'video', options: { width: 640 }, metadata: { note: 'a\r\n"b", c' } },
      },
      { index: 1, line: 5, value: { url: 'v', kind: 'video' } },
    ]);
  });

  it('makes a problem of a row whose quoting is broken within its line', async () => {
    const { rows } = await read('url,kind,options\nu,video,{"width":640}\n"u" ,video,\nv,video,\n');
    expect(rows.map((row) => ('problem' in row ? row.problem.slice(0, 21) : 'fine'))).toEqual([
      'broken in its quoting',
      'broken in its quoting',
      'fine',
    ]);
  });

  it.each([
    ['url,kind\n"u,video\nv,video\n', /quoted cell that begins in line 2 and is never closed/],
    ['url,kind\n"u,video\nv"x,video\n', /begins in line 2 and ends in line 3 where no cell ends/],
    [`url,kind\nu,video\n"u,video\n${'v,video\n'.repeat(20_000)}"`, /begins in line 3 and is/],
  ])('refuses a quotation mark that swallows rows, naming its line', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it.each(['u;k\nv;video', 'url;kind\nhttps://a.test/1;video\n', 'url\tkind\nu\tvideo\n'])(
    'refuses another delimiter in %j',
    async (text) => {
      await expect(read(text, { name: 'list.csv' })).rejects.toMatchObject({
        type: 'BadInput',
        message: expect.stringMatching(/no column "url", only ".*the delimiter must be a comma/) as string,
      });
    },
  );
});
