import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ObjectContent, ObjectStore } from '../object-store.js';
import type { StoreErrorCode } from '../store-error.js';

/** What every adapter must do. `makeStore` gives an empty store each time. */
export function describeObjectStore(name: string, makeStore: () => Promise<ObjectStore>): void {
  describe(name, () => {
    describeWriting(makeStore);
    describeConditions(makeStore);
    describeReading(makeStore);
    describeListing(makeStore);
    describeDeleting(makeStore);
    describeKeys(makeStore);
    describeAborting(makeStore);
  });
}

type MakeStore = () => Promise<ObjectStore>;

function describeWriting(makeStore: MakeStore): void {
  describe('put', () => {
    it('returns the digest and the size of what a stream gave, and get gives it back', async () => {
      const store = await makeStore();
      const chunks = Array.from({ length: 50 }, (_, index) => Buffer.alloc(10_000, index));
      const written = await store.put('runs/1/video.mp4', streamOf(chunks));
      expect(written.sha256).toBe(createHash('sha256').update(Buffer.concat(chunks)).digest('hex'));
      expect(written.sizeBytes).toBe(500_000);
      expect(written.key).toBe('runs/1/video.mp4');
      expect(Buffer.compare(await bytesOf(await store.get('runs/1/video.mp4')), Buffer.concat(chunks))).toBe(
        0,
      );
    });

    it('stores an empty object', async () => {
      const store = await makeStore();
      await store.put('empty', '');
      expect((await store.head('empty')).sizeBytes).toBe(0);
      expect((await bytesOf(await store.get('empty'))).length).toBe(0);
    });

    it('replaces an object, with another etag, also by the same bytes', async () => {
      const store = await makeStore();
      await store.put('a', 'one');
      const second = await store.put('a', 'two');
      expect(await textOf(store, 'a')).toBe('two');
      expect((await store.head('a')).etag).toBe(second.etag);
    });

    it('leaves nothing behind when the body fails', async () => {
      const store = await makeStore();
      const body = failingAfter(Buffer.from('half'), new Error('the download broke'));
      await expectCode(store.put('a', body), 'failed', /the download broke/);
      await expectCode(store.head('a'), 'notFound');
      expect((await store.list()).objects).toEqual([]);
    });

    it('shows the old object until the new one is complete', async () => {
      const store = await makeStore();
      await store.put('a', 'old');
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const writing = store.put('a', heldBetween('new ', 'bytes', held));
      expect(await textOf(store, 'a')).toBe('old');
      release();
      await writing;
      expect(await textOf(store, 'a')).toBe('new bytes');
    });
  });
}

function describeConditions(makeStore: MakeStore): void {
  describe('conditions', () => {
    it('lets exactly one of many create-only writers win', async () => {
      const store = await makeStore();
      const writes = Array.from({ length: 16 }, (_, index) =>
        store.put('a', `writer ${index}`, { ifNoneMatch: '*' }).then(
          () => index,
          (error: unknown) => error,
        ),
      );
      const results = await Promise.all(writes);
      const winners = results.filter((result) => typeof result === 'number');
      expect(winners).toHaveLength(1);
      expect(await textOf(store, 'a')).toBe(`writer ${winners[0]}`);
      for (const result of results.filter((one) => typeof one !== 'number')) {
        expect(result).toMatchObject({ name: 'StoreError', code: 'alreadyExists', key: 'a' });
      }
    });

    it('lets exactly one of many conditional writers replace a version', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'first');
      const writes = Array.from({ length: 16 }, (_, index) =>
        store.put('a', `writer ${index}`, { ifMatch: etag }),
      );
      const results = await Promise.allSettled(writes);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'preconditionFailed' });
      }
    });

    it('accepts the etag that put, head, get and list gave', async () => {
      const store = await makeStore();
      const written = await store.put('a', '1');
      const second = await store.put('a', '2', { ifMatch: written.etag });
      expect((await store.head('a')).etag).toBe(second.etag);
      const third = await store.put('a', '3', { ifMatch: (await store.head('a')).etag });
      const content = await store.get('a');
      await bytesOf(content);
      expect(content.object.etag).toBe(third.etag);
      const listed = (await store.list()).objects[0];
      expect(listed?.etag).toBe(third.etag);
    });

    it('refuses to replace an object that is gone', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'first');
      await store.delete('a');
      await expectCode(store.put('a', 'second', { ifMatch: etag }), 'preconditionFailed');
      await expectCode(store.head('a'), 'notFound');
    });
  });
}

function describeReading(makeStore: MakeStore): void {
  describe('get', () => {
    it('reads a range, cut at the end of the object', async () => {
      const store = await makeStore();
      await store.put('a', '0123456789');
      const middle = await store.get('a', { range: { start: 2, end: 4 } });
      expect([middle.lengthBytes, (await bytesOf(middle)).toString()]).toEqual([3, '234']);
      const tail = await store.get('a', { range: { start: 7 } });
      expect([tail.lengthBytes, (await bytesOf(tail)).toString()]).toEqual([3, '789']);
      const beyond = await store.get('a', { range: { start: 8, end: 500 } });
      expect([beyond.lengthBytes, (await bytesOf(beyond)).toString()]).toEqual([2, '89']);
      expect(beyond.object.sizeBytes).toBe(10);
    });

    it('refuses a range beyond the end and one that is none', async () => {
      const store = await makeStore();
      await store.put('a', '0123456789');
      await expectCode(store.get('a', { range: { start: 10 } }), 'invalidRange');
      await expectCode(store.get('a', { range: { start: 5, end: 4 } }), 'invalidRange');
      await expectCode(store.get('a', { range: { start: -1 } }), 'invalidRange');
    });

    it('says notFound for what does not exist, a folder and what would lie below an object', async () => {
      const store = await makeStore();
      await store.put('folder/a', 'x');
      for (const key of ['missing', 'folder', 'folder/a/below', 'other/deep/key']) {
        await expectCode(store.get(key), 'notFound');
        await expectCode(store.head(key), 'notFound');
      }
    });
  });
}

function describeListing(makeStore: MakeStore): void {
  describe('list', () => {
    it('gives an empty page for an empty store and for a prefix that nothing has', async () => {
      const store = await makeStore();
      expect(await store.list()).toEqual({ objects: [] });
      await store.put('a', 'x');
      expect(await store.list({ prefix: '../' })).toEqual({ objects: [] });
    });

    it('orders keys by their bytes, folders among them', async () => {
      const store = await makeStore();
      const keys = ['a-b', 'a.txt', 'a/b', 'a/c/d', 'a0', 'b', 'é', '日本/x', '😀'];
      for (const key of [...keys].reverse()) await store.put(key, 'x');
      expect((await store.list()).objects.map(({ key }) => key)).toEqual(keys);
    });

    it('takes a prefix that ends within a name', async () => {
      const store = await makeStore();
      for (const key of ['run/1/a', 'run/10/a', 'run/2/a', 'runs']) await store.put(key, 'x');
      const keys = async (prefix: string): Promise<string[]> =>
        (await store.list({ prefix })).objects.map(({ key }) => key);
      expect(await keys('run/1')).toEqual(['run/1/a', 'run/10/a']);
      expect(await keys('run/1/')).toEqual(['run/1/a']);
      expect(await keys('run')).toHaveLength(4);
    });

    it('gives every key once over pages of any size', async () => {
      const store = await makeStore();
      const keys = Array.from(
        { length: 23 },
        (_, index) => `p/${index % 5}/${String(index).padStart(2, '0')}`,
      );
      for (const key of keys) await store.put(key, 'x');
      for (const limit of [1, 4, 22, 23, 24]) {
        expect(await pagedKeys(store, limit)).toEqual([...keys].sort());
      }
    });

    it('refuses a page size out of range', async () => {
      const store = await makeStore();
      await expectCode(store.list({ limit: 0 }), 'failed', /1 to 1000/);
      await expectCode(store.list({ limit: 1_001 }), 'failed', /1 to 1000/);
    });
  });
}

function describeDeleting(makeStore: MakeStore): void {
  describe('delete', () => {
    it('removes an object, and is content when there is none', async () => {
      const store = await makeStore();
      await store.put('folder/a', 'x');
      await store.delete('folder/a');
      await expectCode(store.head('folder/a'), 'notFound');
      await store.delete('folder/a');
      await store.delete('folder');
    });

    it('does not take a folder for an object', async () => {
      const store = await makeStore();
      await store.put('folder/a', 'x');
      await store.delete('folder');
      expect(await textOf(store, 'folder/a')).toBe('x');
    });
  });
}

function describeKeys(makeStore: MakeStore): void {
  describe('keys', () => {
    it('refuses a key that could leave the store or means different things elsewhere', async () => {
      const store = await makeStore();
      const bad = ['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', '..', 'a\\b', 'a\0b', 'a\nb', '\ud800'];
      for (const key of [...bad, 'x'.repeat(256), 'é'.repeat(128), `${'abcdefg/'.repeat(128)}x`]) {
        await expectCode(store.put(key, 'x'), 'invalidKey');
        await expectCode(store.get(key), 'invalidKey');
        await expectCode(store.head(key), 'invalidKey');
        await expectCode(store.delete(key), 'invalidKey');
      }
      expect((await store.list()).objects).toEqual([]);
    });

    it('keeps keys of the greatest length, and names that look odd', async () => {
      const store = await makeStore();
      const longest = `${'abcdefg/'.repeat(127)}12345678`;
      for (const key of [
        longest,
        'x'.repeat(255),
        '...',
        '.hidden',
        'a b?c=d&e#f',
        '%2e%2e/a',
        '~',
        'temporary',
      ]) {
        await store.put(key, key);
        expect(await textOf(store, key)).toBe(key);
      }
    });

    it('refuses an object below an object, and one that is a folder', async () => {
      const store = await makeStore();
      await store.put('a', 'x');
      await store.put('b/c/d', 'x');
      for (const options of [{}, { ifNoneMatch: '*' } as const]) {
        await expectCode(store.put('a/b', 'x', options), 'keyConflict');
        await expectCode(store.put('a/b/c', 'x', options), 'keyConflict');
        await expectCode(store.put('b', 'x', options), 'keyConflict');
        await expectCode(store.put('b/c', 'x', options), 'keyConflict');
      }
      expect((await store.list()).objects.map(({ key }) => key)).toEqual(['a', 'b/c/d']);
    });

    it('frees the name of a folder with its last object', async () => {
      const store = await makeStore();
      await store.put('a/b/c', 'x');
      await store.delete('a/b/c');
      await store.put('a', 'y');
      await store.delete('a');
      await store.put('a/b', 'z');
      expect(await textOf(store, 'a/b')).toBe('z');
    });

    it('survives writers and deleters of one folder at once', async () => {
      const store = await makeStore();
      await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          await store.put(`f/g/${index}`, 'x');
          if (index % 2) await store.delete(`f/g/${index}`);
        }),
      );
      expect((await store.list({ prefix: 'f/' })).objects).toHaveLength(20);
    });
  });
}

function describeAborting(makeStore: MakeStore): void {
  describe('signal', () => {
    it('refuses to begin when it has fired already', async () => {
      const store = await makeStore();
      const signal = AbortSignal.abort();
      await expectCode(store.put('a', 'x', { signal }), 'aborted');
      await expectCode(store.get('a', { signal }), 'aborted');
      await expectCode(store.head('a', { signal }), 'aborted');
      await expectCode(store.list({ signal }), 'aborted');
      await expectCode(store.delete('a', { signal }), 'aborted');
    });

    it('ends a write whose body has stalled, and leaves nothing behind', async () => {
      const store = await makeStore();
      const controller = new AbortController();
      const never = new Promise<void>(() => undefined);
      const writing = store.put('a', heldBetween('half', 'rest', never), { signal: controller.signal });
      setTimeout(() => {
        controller.abort();
      }, 20);
      await expectCode(writing, 'aborted');
      await expectCode(store.head('a'), 'notFound');
    });
  });
}

export async function expectCode(
  promise: Promise<unknown>,
  code: StoreErrorCode,
  message = /./,
): Promise<void> {
  await expect(promise).rejects.toMatchObject({
    name: 'StoreError',
    code,
    message: expect.stringMatching(message) as string,
  });
}

async function pagedKeys(store: ObjectStore, limit: number): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.objects.length).toBeLessThanOrEqual(limit);
    keys.push(...page.objects.map(({ key }) => key));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return keys;
}

async function textOf(store: ObjectStore, key: string): Promise<string> {
  return (await bytesOf(await store.get(key))).toString();
}

async function bytesOf({ body }: ObjectContent): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function* failingAfter(chunk: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield chunk;
  throw error;
}

async function* heldBetween(first: string, second: string, held: Promise<void>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first);
  await held;
  yield Buffer.from(second);
}
