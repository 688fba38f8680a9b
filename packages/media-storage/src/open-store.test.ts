import { describe, expect, it } from 'vitest';
import { namesStore, openStore } from './open-store.js';

describe('openStore', () => {
  it('opens a folder, and a bucket without asking it', async () => {
    expect(await openStore({ dir: '/srv/store' })).toHaveProperty('put');
    const bucket = await openStore({ url: 's3://bucket/prefix', s3: { endpoint: 'http://127.0.0.1:1' } });
    expect(bucket).toHaveProperty('presignGet');
    expect(namesStore({ url: 's3://bucket' })).toBe(true);
    expect(namesStore({})).toBe(false);
  });

  it.each([
    [{}, /STORE_DIR or STORE_URL/],
    [{ url: 'https://bucket' }, /s3:\/\/bucket/],
    [{ url: 's3://b' }, /s3:\/\/bucket/],
    [{ url: 's3://bucket', s3: { accessKeyId: 'id' } }, /belong together/],
  ])('says what to set for %j', async (settings, said) => {
    await expect(openStore(settings)).rejects.toThrow(said);
  });
});
