import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Expired, Tenant } from '@org/media-catalog';
import { createDirectoryStore } from '@org/media-storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cleanUp } from './clean-up.js';

const ACME: Tenant = { id: 'acme', name: 'Acme', createdAt: 0, retentionDays: 30 };
const EXPIRED: readonly Expired[] = [
  { kind: 'pipeline', id: 'pl_1', keys: ['out/1', 'out/2'], prefixes: [] },
  { kind: 'batch', id: 'bt_1', keys: [], prefixes: ['batches/bt_1/run/'] },
];

/** The catalog's part, in memory: what is removed is not expired any more. */
function world() {
  const root = mkdtempSync(join(tmpdir(), 'media-clean-up-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const removed: string[] = [];
  const catalog = {
    tenants: { list: async () => [ACME, { ...ACME, id: 'keeps', retentionDays: undefined }] as never },
    retention: {
      expired: async (tenant: Tenant) =>
        tenant.id === 'acme' ? EXPIRED.filter(({ id }) => !removed.includes(id)) : [],
      remove: async (_tenant: string, expired: readonly { id: string }[]) =>
        void removed.push(...expired.map(({ id }) => id)),
      forgetKeys: async () => 7,
    },
    assets: {
      keysInUse: async (_tenant: string, keys: readonly string[]) =>
        new Set(keys.filter((key) => key.endsWith('/kept'))),
    },
  };
  return { removed, catalog: catalog as never, store: createDirectoryStore({ root }) };
}

const KEYS = ['batches/bt_1/other/kept.csv', 'batches/bt_1/run/manifest.json', 'out/1', 'out/2', 'out/3'];

describe('cleanUp', () => {
  it('removes objects and rows together, and nothing else', async () => {
    const { removed, catalog, store } = world();
    for (const key of KEYS) await store.put(key, 'x');
    const lines: string[] = [];
    const done = await cleanUp({ catalog, store, now: 1, dryRun: false, tell: (line) => lines.push(line) });
    expect(done).toEqual({ tenants: 1, resources: 2, objects: 3, strayUploads: 0, idempotencyKeys: 7 });
    expect((await store.list()).objects.map(({ key }) => key)).toEqual([
      'batches/bt_1/other/kept.csv',
      'out/3',
    ]);
    expect(removed).toEqual(['pl_1', 'bt_1']);
    expect(lines).toEqual([
      'removes pipeline pl_1 of acme and 2 objects',
      'removes batch bt_1 of acme and 1 objects',
    ]);
  });

  it('only tells, when it is asked for no more', async () => {
    const { removed, catalog, store } = world();
    for (const key of KEYS) await store.put(key, 'x');
    const done = await cleanUp({ catalog, store, now: 1, dryRun: true, tell: () => undefined });
    expect(done).toEqual({ tenants: 1, resources: 2, objects: 3, strayUploads: 0, idempotencyKeys: 0 });
    expect((await store.list()).objects).toHaveLength(KEYS.length);
    expect(removed).toEqual([]);
  });

  it('removes no row whose objects it cannot reach', async () => {
    const { removed, catalog } = world();
    const doing = cleanUp({ catalog, store: undefined, now: 1, dryRun: false, tell: () => undefined });
    await expect(doing).rejects.toThrow('set STORE_DIR or STORE_URL');
    expect(removed).toEqual([]);
  });

  it('removes uploads of every tenant that became no asset, once they are two days old', async () => {
    const { catalog, store } = world();
    const uploads = ['uploads/acme/as_a/1/kept', 'uploads/acme/as_b/1/stray', 'uploads/keeps/as_c/1/stray'];
    for (const key of [...uploads, 'uploads/nobody/as_d/1/stray']) await store.put(key, 'x');
    const lines: string[] = [];
    const asked = { catalog, store, dryRun: false, tell: (line: string) => lines.push(line) };
    expect(await cleanUp({ ...asked, now: Date.now() })).toMatchObject({ strayUploads: 0 });
    const later = Date.now() + 50 * 60 * 60 * 1_000;
    expect(await cleanUp({ ...asked, now: later, dryRun: true })).toMatchObject({ strayUploads: 2 });
    expect(await cleanUp({ ...asked, now: later })).toMatchObject({ strayUploads: 2 });
    expect((await store.list()).objects.map(({ key }) => key)).toEqual([
      'uploads/acme/as_a/1/kept',
      'uploads/nobody/as_d/1/stray',
    ]);
    expect(lines).toContain('would remove uploads/acme/as_b/1/stray, which became no asset');
  });
});
