import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal } from '@org/dev-stack';
import type { TestProject } from 'vitest/node';

/**
 * A globalSetup of vitest: one Temporal dev server, with our search attributes, for all suites of the run.
 * It does not outlive the runner, not even when that is killed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'media-tests-'));
  const temporal = await startTemporal({ dataDir });
  project.provide('temporalAddress', temporal.address);
  return async () => {
    await temporal.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
