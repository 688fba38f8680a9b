import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { describeObjectStore } from '../testing/describe-object-store.js';
import { expectCode } from '../testing/object-store/store-content.js';
import { createDirectoryStore } from './create-directory-store.js';

const WRITER = fileURLToPath(new URL('../testing/race-writer.mjs', import.meta.url));
const made: string[] = [];

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'directory-store-'));
  made.push(root);
  return root;
}

afterEach(async () => {
  for (const root of made.splice(0)) await rm(root, { recursive: true, force: true });
});

describeObjectStore('createDirectoryStore keeps the contract', async () =>
  createDirectoryStore({ root: await makeRoot() }),
);

describe('createDirectoryStore', () => {
  it('lets one process win each create-only write', async () => {
    const root = await makeRoot();
    const won = await race(root, ['create', 'created']);
    expect(won.reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  it('loses no conditional write of several processes', async () => {
    const root = await makeRoot();
    const store = createDirectoryStore({ root });
    await store.put('counter', '0');
    expect(await race(root, ['replace', 'counter'])).toEqual([20, 20, 20]);
    const { body } = await store.get('counter');
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('60');
  });

  it('does not list what a dead writer left, and removes it after a day', async () => {
    const root = await makeRoot();
    const temporary = join(root, 'temporary');
    await mkdir(temporary);
    await writeFile(join(temporary, 'dead'), 'half');
    await writeFile(join(temporary, 'alive'), 'half');
    const twoDaysAgo = Date.now() / 1_000 - 48 * 3_600;
    await utimes(join(temporary, 'dead'), twoDaysAgo, twoDaysAgo);
    const store = createDirectoryStore({ root });
    expect((await store.list()).objects).toEqual([]);
    await store.put('a', 'x');
    expect(await readdir(temporary)).toEqual(['alive']);
  });

  it('leaves no temporary file after any write', async () => {
    const root = await makeRoot();
    const store = createDirectoryStore({ root });
    await store.put('a', 'x', { ifNoneMatch: '*' });
    await store.put('a', 'y');
    await expectCode(store.put('a', 'z', { ifNoneMatch: '*' }), 'alreadyExists');
    await expectCode(store.put('a', 'z', { ifMatch: 'other' }), 'preconditionFailed');
    await expectCode(store.put('a/b', 'z'), 'keyConflict');
    expect(await readdir(join(root, 'temporary'))).toEqual([]);
  });

  it('takes the name of an empty folder that a dead writer left', async () => {
    const root = await makeRoot();
    const store = createDirectoryStore({ root });
    await mkdir(join(root, 'objects', 'a'), { recursive: true });
    await mkdir(join(root, 'objects', 'b'), { recursive: true });
    await store.put('a', 'x', { ifNoneMatch: '*' });
    await store.put('b', 'x');
    expect((await store.list()).objects).toHaveLength(2);
  });

  it('says full when the device is', async () => {
    const store = createDirectoryStore({ root: await makeRoot() });
    const body = failingWith(Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }));
    await expectCode(store.put('a', body), 'full', /no space is left/);
  });

  it('says what is in the way when its root is a file', async () => {
    const root = join(await makeRoot(), 'file');
    await writeFile(root, 'x');
    await expect(createDirectoryStore({ root }).put('a', 'x')).rejects.toMatchObject({ name: 'StoreError' });
  });
});

async function* failingWith(error: Error): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x');
  throw error;
}

/** Three processes begin at once; returns how many writes each won. */
async function race(root: string, [mode, key]: [string, string]): Promise<number[]> {
  const children = ['a', 'b', 'c'].map((writer) =>
    spawn(process.execPath, [WRITER, root, mode, key, writer], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const outputs = children.map((child) => linesOf(child));
  for (const lines of outputs) expect((await lines.next()).value).toBe('ready');
  for (const child of children) child.stdin.write('go\n');
  const counts = await Promise.all(outputs.map(async (lines) => Number((await lines.next()).value)));
  for (const child of children) if (child.exitCode === null) await once(child, 'exit');
  return counts;
}

function linesOf(child: ChildProcess & { stdout: NodeJS.ReadableStream }): AsyncIterator<string> {
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}
