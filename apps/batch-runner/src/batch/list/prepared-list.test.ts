import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BatchListSchema } from '@org/media-contracts/schemas';
import { createDirectoryStore } from '@org/media-storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliError } from '../../cli-error.js';
import { listSource } from './list-source.js';
import { prepareList, type PreparedList } from './prepared-list.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepared-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const CSV =
  'url,kind,id\nhttps://a.test/1.mp4,video,one\nhttps://a.test/2.png,image,two\nhttps://a.test/1.mp4,video,again\n';

function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function prepare(text: string, { store = true, stdin = '' } = {}): Promise<PreparedList> {
  const env = {
    STORE_DIR: store ? join(folder, 'store') : undefined,
    WORKER_ALLOW_PRIVATE_ADDRESSES: false,
  };
  const signal = new AbortController().signal;
  return prepareList(listSource(text), { env, stdin: chunks(stdin), signal });
}

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('prepareList', () => {
  it('puts a file into the store under its digest, once', async () => {
    const path = await fileOf('films.csv', CSV);
    const first = await prepare(path);
    const sha256 = digestOf(CSV);
    expect(first).toEqual({
      list: { key: `lists/${sha256}`, format: 'csv', sha256 },
      name: 'films.csv',
      sha256,
    });
    expect(await readFile(join(folder, 'store/objects/lists', sha256), 'utf8')).toBe(CSV);
    expect(await prepare(path)).toEqual(first);
  });

  it('leaves the format of standard input to its bytes, and packed bytes as they are', async () => {
    const { list } = await prepare('-', { stdin: CSV });
    expect(list).toEqual({ key: `lists/${digestOf(CSV)}`, sha256: digestOf(CSV) });
    const packed = gzipSync(CSV);
    expect(await prepare(await fileOf('films.csv.gz', packed))).toMatchObject({
      list: { format: 'csv' },
      sha256: digestOf(packed),
    });
  });

  it('hands a URL over as it is: workers read it', async () => {
    expect(await prepare('https://a.test/films.jsonl.gz?sig=1')).toEqual({
      list: { url: 'https://a.test/films.jsonl.gz?sig=1', format: 'jsonl' },
      name: 'https://a.test/films.jsonl.gz?sig=1',
    });
  });

  it('pins a list of the store to the digest it has now', async () => {
    await createDirectoryStore({ root: join(folder, 'store') }).put('mine/films.csv', CSV);
    expect((await prepare('store:mine/films.csv')).list).toEqual({
      key: 'mine/films.csv',
      format: 'csv',
      sha256: digestOf(CSV),
    });
    expect((await prepare('store:mine/films.csv', { store: false })).list).not.toHaveProperty('sha256');
  });

  it('puts a short list into the input where there is no store, each row at its index', async () => {
    const { list, sha256 } = await prepare(await fileOf('films.csv', CSV), { store: false });
    expect(list).toEqual({
      items: [
        { url: 'https://a.test/1.mp4', kind: 'video', id: 'one' },
        { url: 'https://a.test/2.png', kind: 'image', id: 'two' },
        { url: 'https://a.test/1.mp4', kind: 'video', id: 'again' },
      ],
    });
    expect(BatchListSchema.safeParse(list).success).toBe(true);
    expect(sha256).toBe(digestOf(CSV));
  });

  const many = Array.from({ length: 201 }, (_, n) => `{"url":"https://a.test/${n}","kind":"video"}\n`).join(
    '',
  );
  it.each([
    ['many.jsonl', many, 'more than 200 items'],
    ['bad.csv', `${CSV}ftp://a.test/3,video,three\n`, '1 invalid line (line 5'],
    ['empty.csv', '', 'the list is empty'],
    ['junk.csv', 'url,kind\nftp://a.test/3,video\n', 'none of the 1 rows is valid'],
  ])('refuses %s where there is no store, and says why', async (name, content, why) => {
    const refused = prepare(await fileOf(name, content), { store: false });
    await expect(refused).rejects.toThrow(CliError);
    await expect(prepare(join(folder, name), { store: false })).rejects.toThrow(why);
  });

  it.each(['nothing.csv', 'store:nothing'])('names a list that is not there: %s', async (text) => {
    await expect(prepare(text)).rejects.toThrow(`The list ${text} cannot be read`);
  });
});
