import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestPath } from './manifest-source.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'manifest.json'), '{}');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('manifestPath', () => {
  it('is a file, or the manifest of a folder', async () => {
    const path = join(folder, 'manifest.json');
    expect(await manifestPath(path)).toBe(path);
    expect(await manifestPath(folder)).toBe(path);
  });
  it('takes a plain name for that of a batch', async () => {
    expect(await manifestPath('no-such-file-or-batch')).toBeUndefined();
  });
  it('takes the name of a folder without a manifest for that of a batch', async () => {
    // The folder that tests run in has sources and no manifest.
    expect(await manifestPath('node_modules')).toBeUndefined();
  });
  it('names a path that leads nowhere', async () => {
    await expect(manifestPath(join(folder, 'gone.json'))).rejects.toThrow('gone.json cannot be read');
    await expect(manifestPath(join(folder, 'empty'))).rejects.toThrow('empty cannot be read');
  });
});
