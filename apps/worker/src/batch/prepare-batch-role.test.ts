import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureLog } from '@org/media-log/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseEnv } from '../env.js';
import { prepareBatchRole } from './prepare-batch-role.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batch-role-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function prepare(root: string | undefined, log = captureLog()): ReturnType<typeof prepareBatchRole> {
  return prepareBatchRole(parseEnv({ STORE_DIR: root }), log.logger);
}

describe('prepareBatchRole', () => {
  it('cannot be without a store, and says what to set', async () => {
    const log = captureLog();
    expect(await prepare(undefined, log)).toMatchObject({
      available: false,
      reason: expect.stringContaining('STORE_DIR') as string,
    });
    expect(log.text()).toContain('The role batch is not started');
  });

  it('has every activity of batches, and makes the folder', async () => {
    const root = join(folder, 'new', 'store');
    const role = await prepare(root);
    const names = role.available ? Object.keys(role.activities).toSorted() : [];
    expect(names).toEqual(['planBatch', 'readItems', 'writeManifest', 'writeShard']);
    expect(existsSync(root)).toBe(true);
  });

  it('starts though the folder cannot be used, and says so: batches wait until it can', async () => {
    const log = captureLog();
    const root = join(folder, 'file');
    writeFileSync(root, '');
    expect(await prepare(root, log)).toMatchObject({ available: true });
    expect(log.text()).toContain('STORE_DIR cannot be used');
  });
});
