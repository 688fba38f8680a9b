import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startWorker } from '@org/dev-stack';
import { runBatchRunner, type JsonAnswer } from '@org/tests-harness';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startCli } from './support/batch-cli.ts';
import { useSimulatedStack } from './support/simulated-stack.ts';

const QUEUE = 'stack-batch-lists';

// As in production, private addresses are refused.
const stack = useSimulatedStack(QUEUE, { WORKER_ALLOW_PRIVATE_ADDRESSES: 'false' });

const MIB = 1024 * 1024;

function listFile(name: string, content: string | Uint8Array): string {
  const path = join(stack().dataDir, 'lists-of-tests', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function itemLine(test: string, at: number): string {
  return JSON.stringify({ url: `https://media.test/${test}/${at}.mp4`, kind: 'video' });
}

function lines(test: string, count = 3): string {
  return Array.from({ length: count }, (_, at) => `${itemLine(test, at)}\n`).join('');
}

function csv(test: string): string {
  return `url,kind,id\nhttps://media.test/${test}/0.mp4,video,a\nhttps://media.test/${test}/1.png,image,b\n`;
}

/** How many tasks were paid for meanwhile. */
async function creates(act: () => Promise<unknown>): Promise<number> {
  const mark = await stack().admin.mark();
  await act();
  return (await stack().admin.ledger(mark)).creates;
}

function run(id: string, list: string, env: Record<string, string> = {}): Promise<JsonAnswer> {
  return runBatchRunner(stack(), ['run', list, '--id', id, '--heartbeat-timeout', '2', '--follow'], env);
}

interface Ended {
  readonly counts: Record<string, number>;
  readonly manifest: { readonly key: string };
}

function resultOf({ json }: JsonAnswer): Ended {
  return json['result'] as Ended;
}

function manifestFile(answer: JsonAnswer, name: string): string {
  const folder = dirname(join(stack().storeDir, 'objects', resultOf(answer).manifest.key));
  return readFileSync(join(folder, name), 'utf8');
}

describe('run of a list that nobody can mean', () => {
  const REFUSED: Readonly<
    Record<string, readonly [name: string, content: string | Uint8Array, why: RegExp]>
  > = {
    'an empty file': ['empty.jsonl', '', /is empty/],
    'a file of blank lines': ['blank.jsonl', '\r\n\n \n', /is empty/],
    'a CSV with nothing below its header': ['header.csv', 'url,kind\n', /is empty/],
    'a list without one valid line': [
      'invalid.jsonl',
      '{"url":"https://media.test/a.mp4","kind":"film"}\nnot json\n',
      /none of the 2 rows is valid.*line 1: kind.*line 2/s,
    ],
    'semicolons where commas should be': [
      'semicolons.csv',
      'url;kind\nhttps://media.test/a.mp4;video\n',
      /no column "url".*delimiter must be a comma/s,
    ],
    'a CSV without a header': [
      'headless.csv',
      'https://media.test/a.mp4,video\n',
      /first line must name the columns/,
    ],
    'a gzip file that is cut off': [
      'cut.jsonl.gz',
      gzipSync(lines('cut', 2_000)).subarray(0, 5_000),
      /gzip list is cut off/,
    ],
    'UTF-16': ['utf16.csv', Buffer.from(`\uFEFF${csv('utf16')}`, 'utf16le'), /UTF-16: save it as UTF-8/],
  };

  it.each(Object.entries(REFUSED))(
    'ends with 2 and says what to change; nothing is started: %s',
    async (_what, [name, content, why]) => {
      const id = `refused-${name}`;
      const made = await creates(async () => {
        const { exitCode, stderr, json } = await runBatchRunner(stack(), [
          'run',
          listFile(name, content),
          '--id',
          id,
        ]);
        expect({ exitCode, error: json['error'] }).toMatchObject({ exitCode: 2, error: { exitCode: 2 } });
        expect(stderr).toContain('is refused');
        expect(stderr).toMatch(why);
      });
      expect(made).toBe(0);
      await expect(stack().client.workflow.getHandle(id).describe()).rejects.toThrow('not found');
    },
  );

  it('is refused in the store as well', async () => {
    const path = join(stack().storeDir, 'objects', 'lists-of-tests', 'nothing.jsonl');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'not json\n');
    const { exitCode, stderr } = await runBatchRunner(stack(), ['run', 'store:lists-of-tests/nothing.jsonl']);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('none of the 1 rows') as string,
    });
  });

  it.each([
    ['no-such-file.csv', /cannot be read/],
    ['store:no/such/object', /there is no such object/],
    ['s3://bucket/list.csv', /a list is read from a path/],
    ['file:///etc/passwd', /a list is read from a path/],
    ['https://user:secret@media.test/list.csv', /credentials in the URL are not allowed/],
  ])('%s is refused with 2', async (source, why) => {
    const { exitCode, stderr } = await runBatchRunner(stack(), ['run', source]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(why);
    expect(stderr).not.toContain('secret@');
  });
});

describe('run of a list with lines of every bad sort', () => {
  const broken = Buffer.from('{"url":"https://media.test/?.mp4","kind":"video"}');
  broken[broken.indexOf('?')] = 0xff;

  /** What is wrong with a line, and what its reason has to say. */
  const BAD_LINES: readonly (readonly [line: string | Uint8Array, reason: RegExp])[] = [
    [broken, /not valid UTF-8/],
    [`{"url":"https://media.test/${'x'.repeat(10 * MIB)}","kind":"video"}`, /longer than 65536 bytes/],
    ['{"url":"https://media.test/a.mp4","kind":"film"}', /kind/],
    ['{"url":"https://media.test/b.mp4","kind":"video","options":{"width":-5}}', /width/],
    ['{"url":"http://169.254.169.254/latest/meta-data","kind":"video"}', /not a public address/],
    ['{"url":"http://localhost/a.mp4","kind":"video"}', /not a public address/],
    ['{"url":"https://user:secret@media.test/c.mp4","kind":"video"}', /credentials in the URL/],
    ['{"url":"file:///etc/passwd","kind":"video"}', /file:\/\/ is not allowed/],
    ['{"kind":"video"}', /url/],
    ['{"url":"https://media.test/d.mp4","kind":"video","optoins":{}}', /optoins/],
    ['{"url":"https://media.test/e.mp4",', /not JSON/],
    ['[1]', /not an object/],
  ];
  /** After the byte order mark, one good line and a blank one. */
  const FIRST_BAD_LINE = 3;

  it('does the valid ones, and names each of the others with its line and its reason', async () => {
    const parts = [Buffer.from('\uFEFF'), Buffer.from(`${itemLine('odd', 0)}\r\n\r\n`)];
    for (const [line] of BAD_LINES) parts.push(Buffer.from(line), Buffer.from('\r\n'));
    parts.push(Buffer.from(`${itemLine('odd', 1)}\r\n${itemLine('odd', 0)}\r\n`));
    const list = listFile('odd.jsonl', Buffer.concat(parts));
    const mark = await stack().admin.mark();
    const answer = await run('odd', list);

    // Lines that cannot be done are no success of the list.
    expect(answer.exitCode, answer.stderr).toBe(8);
    expect(resultOf(answer).counts).toMatchObject({
      succeeded: 2,
      invalid: BAD_LINES.length,
      repeated: 1,
      failed: 0,
    });
    expect((await stack().admin.ledger(mark)).creates).toBe(2);
    const rows = manifestFile(answer, 'invalid.csv').trim().split(/\r?\n/).slice(1);
    expect(rows).toHaveLength(BAD_LINES.length);
    for (const [at, [, reason]] of BAD_LINES.entries()) {
      expect(rows[at]).toMatch(new RegExp(`^${at + 1},${FIRST_BAD_LINE + at},`));
      expect(rows[at]).toMatch(reason);
      expect(rows[at]).not.toContain('secret@');
    }
    const verdict = await runBatchRunner(stack(), ['verify', 'odd']);
    expect(verdict.json, verdict.stderr).toMatchObject({ ok: true, problems: [] });
  });
});

describe('run of a list from anywhere', () => {
  it('from standard input', async () => {
    const args = ['run', '-', '--id', 'from-stdin', '--follow'];
    const answer = await startCli(stack(), args, lines('stdin')).answer;
    expect(answer.exitCode, answer.stderr).toBe(0);
    expect(resultOf(answer).counts).toMatchObject({ total: 3, succeeded: 3 });
  });

  it.each<[string, string, string | Uint8Array]>([
    ['a CSV packed by gzip', 'films.csv.gz', gzipSync(csv('gz'))],
    ['a CSV without an ending to its name', 'films', csv('nameless')],
    ['one JSON array', 'films.json', `[\n${lines('array', 2).trim().replace('\n', ',\n')}\n]`],
    ['an object per line, though it is called .json', 'lines.json', lines('lines', 2)],
  ])('%s', async (_what, name, content) => {
    const answer = await run(`from-${name.replaceAll('.', '-')}`, listFile(name, content));
    expect(answer.exitCode, answer.stderr).toBe(0);
    expect(resultOf(answer).counts).toMatchObject({ total: 2, succeeded: 2 });
  });

  it('from a key of the store', async () => {
    const path = join(stack().storeDir, 'objects', 'lists-of-tests', 'stored.csv');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, csv('stored'));
    const answer = await run('from-store', 'store:lists-of-tests/stored.csv');
    expect(answer.exitCode, answer.stderr).toBe(0);
    expect(resultOf(answer).counts).toMatchObject({ total: 2, succeeded: 2 });
  });

  it('from a URL, by a worker that may read private addresses; another one refuses it and starts nothing', async () => {
    const server = createServer((_request, response) => response.end(csv('served')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/films.csv?signature=secret`;
    const refused = await run('from-url-refused', url);
    expect({ exitCode: refused.exitCode, state: refused.json['state'] }).toEqual({
      exitCode: 1,
      state: 'failed',
    });
    expect(refused.json['failure']).toMatchObject({ message: expect.stringMatching(/address/) as string });
    expect(refused.stderr).not.toContain('signature=secret');

    const env = { TASK_QUEUE: `${QUEUE}-open`, WORKER_ALLOW_PRIVATE_ADDRESSES: 'true' };
    const dataDir = join(stack().dataDir, 'open-worker');
    const worker = await startWorker({ dataDir, env: { ...stack().workerEnv, ...env } });
    onTestFinished(async () => {
      await worker.stop();
    });
    const answer = await run('from-url', url, env);
    expect(answer.exitCode, answer.stderr).toBe(0);
    expect(resultOf(answer).counts).toMatchObject({ total: 2, succeeded: 2 });
  });

  it('without a store that this machine reaches, as part of the input', async () => {
    const list = listFile('inline.jsonl', lines('inline'));
    const answer = await run('inline', list, { STORE_DIR: '' });
    expect(answer.exitCode, answer.stderr).toBe(0);
    expect(resultOf(answer).counts).toMatchObject({ total: 3, succeeded: 3 });
  });
});
