import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  expectCode,
  failingAfter,
  heldBetween,
  streamOf,
  textOf,
  type MakeStore,
} from './store-content.js';

export function describeWriting(makeStore: MakeStore): void {
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
