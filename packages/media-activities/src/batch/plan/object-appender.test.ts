import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createObjectAppender } from './object-appender.js';

const { signal } = new AbortController();

describe('createObjectAppender', () => {
  it('makes one object of what is appended', async () => {
    const store = createMemoryStore();
    const appender = createObjectAppender(store, 'a', signal);
    for (let line = 0; line < 20_000; line++) await appender.append(`line ${line}\n`);
    expect(store.objects.has('a')).toBe(false);
    await appender.end();
    const lines = store.objects.get('a')?.toString().split('\n');
    expect([lines?.length, lines?.[0], lines?.[19_999]]).toEqual([20_001, 'line 0', 'line 19999']);
  });

  it('makes an empty object of nothing', async () => {
    const store = createMemoryStore();
    await createObjectAppender(store, 'a', signal).end();
    expect(store.objects.get('a')).toEqual(Buffer.alloc(0));
  });

  it('throws what the store threw, from whatever is called next', async () => {
    const store = createMemoryStore({ refuse: () => 'full' });
    const appender = createObjectAppender(store, 'a', signal);
    await expect(
      (async () => {
        for (let line = 0; line < 20_000; line++) await appender.append(`line ${line}\n`);
      })(),
    ).rejects.toMatchObject({ code: 'full' });
    await expect(appender.end()).rejects.toMatchObject({ code: 'full' });
  });

  it('leaves nothing when it is aborted', async () => {
    const store = createMemoryStore();
    const appender = createObjectAppender(store, 'a', signal);
    await appender.append('half');
    await appender.abort(new Error('enough'));
    expect(store.objects.size).toBe(0);
  });
});
