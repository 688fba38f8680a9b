import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal } from '@org/dev-stack';
import { afterAll, beforeAll } from 'vitest';
import { SUGGESTED_AT } from './suggested-at.ts';

/** A dev server for the suites of one file, on which runs are handed over early. Call it at the top of the file. */
export function earlyHandOvers(): { readonly address: () => string } {
  let address: string | undefined;
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'batch-tests-'));
    const temporal = await startTemporal({
      dataDir,
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AT },
    });
    address = temporal.address;
    close = async () => {
      await temporal.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
  });
  afterAll(async () => {
    await close?.();
  });
  return {
    address: () => {
      if (address === undefined) throw new Error('the server is started before the tests of a file');
      return address;
    },
  };
}
