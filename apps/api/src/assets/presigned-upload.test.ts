import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssetRow } from '@org/media-catalog';
import { createDirectoryStore, type ObjectStore } from '@org/media-storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { completeUpload, linkForUpload } from './presigned-upload.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const SHA256 = 'a'.repeat(64);
const HOUR_MS = 60 * 60 * 1_000;
const ID = 'as_q7m2k4x5c3b6n7v2z5a4s3d2f6';

/** A folder whose links lead nowhere: the test writes what a client would send. */
function world() {
  const root = mkdtempSync(join(tmpdir(), 'media-presigned-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const folder = createDirectoryStore({ root });
  const store: ObjectStore = {
    ...folder,
    presignPut: async (key) => ({
      url: `https://store.test/${key}?signature=x`,
      headers: { 'if-none-match': '*' },
    }),
  };
  const rows = new Map<string, AssetRow>();
  const assets = {
    get: async (tenantId: string, id: string) => rows.get(`${tenantId} ${id}`),
    create: async (row: Omit<AssetRow, 'createdAt'>) => {
      const name = `${row.tenantId} ${row.id}`;
      const kept = rows.get(name) ?? { ...row, createdAt: 1 };
      rows.set(name, kept);
      return kept;
    },
  };
  const own = { store, tenantId: 'acme', id: ID, now: Date.now() };
  const complete = (changed: Partial<Parameters<typeof completeUpload>[0]> = {}) =>
    completeUpload({ ...own, assets, signal: new AbortController().signal, ...changed });
  return { folder, store, own, complete };
}

function keyIn(url: string): string {
  return new URL(url).pathname.slice(1);
}

describe('linkForUpload', () => {
  it('gives a link to a key of the tenant, whatever the file is called', async () => {
    const { own } = world();
    const file = { sizeBytes: 10, sha256: SHA256, name: '../../etc/pass wd.png' };
    const link = await linkForUpload(file, { ...own, maxBytes: 10 });
    expect(keyIn(link.url)).toBe(`uploads/acme/${ID}/${SHA256}/pass_wd.png`);
    expect(link).toMatchObject({ id: ID, expiresAt: own.now + HOUR_MS, headers: { 'if-none-match': '*' } });
  });

  it('refuses what is too large, for the operator or for one request to S3', async () => {
    const { own } = world();
    const ask = (sizeBytes: number, maxBytes: number) => linkForUpload({ sizeBytes }, { ...own, maxBytes });
    await expect(ask(11, 10)).rejects.toMatchObject({ kind: 'tooLarge' });
    await expect(ask(5 * 1024 ** 3 + 1, 1e12)).rejects.toMatchObject({ kind: 'tooLarge' });
  });

  it('says what to do where the store has no links', async () => {
    const { own, folder } = world();
    const asking = linkForUpload({ sizeBytes: 1 }, { ...own, store: folder, maxBytes: 10 });
    await expect(asking).rejects.toMatchObject({ kind: 'conflict', message: /POST \/v1\/uploads/ });
  });
});

describe('completeUpload', () => {
  it('makes one asset of what was sent, typed by its bytes, with the digest that the store checked', async () => {
    const { own, store, complete } = world();
    const link = await linkForUpload({ sizeBytes: PNG.length, sha256: SHA256 }, { ...own, maxBytes: 1_000 });
    await store.put(keyIn(link.url), PNG);
    const asset = await complete();
    expect(asset).toMatchObject({ id: ID, mediaType: 'image/png', sizeBytes: PNG.length, digest: SHA256 });
    expect(await complete()).toEqual(asset);
    await expect(complete({ tenantId: 'other' })).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('claims no digest that nobody promised', async () => {
    const { own, store, complete } = world();
    const link = await linkForUpload({ sizeBytes: PNG.length }, { ...own, maxBytes: 1_000 });
    await store.put(keyIn(link.url), PNG);
    expect(await complete()).not.toHaveProperty('digest');
  });

  it('takes no random part of a key for a digest', async () => {
    const { store, complete } = world();
    await store.put(`uploads/acme/${ID}/0123456789ab/file`, PNG);
    expect(await complete()).not.toHaveProperty('digest');
  });

  it('of what is no media is refused, and nothing of it stays', async () => {
    const { store, complete } = world();
    await store.put(`uploads/acme/${ID}/unchecked/file`, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]));
    await expect(complete()).rejects.toMatchObject({ kind: 'unsupportedMediaType' });
    expect((await store.list()).objects).toEqual([]);
  });

  it.each([
    ['nothing was sent', {}],
    ['it is another name for a part of it', { id: `${ID}/unchecked` }],
    ['it was sent too long ago to be kept from the clean-up', { id: ID, now: Date.now() + 25 * HOUR_MS }],
  ])('is not found when %s', async (_, changed: { id?: string; now?: number }) => {
    const { store, complete } = world();
    if (changed.id !== undefined) await store.put(`uploads/acme/${ID}/unchecked/file`, PNG);
    await expect(complete(changed)).rejects.toMatchObject({ kind: 'notFound' });
  });
});
