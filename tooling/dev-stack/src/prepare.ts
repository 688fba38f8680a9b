import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildWorkspace } from './build-workspace.ts';
import { installWorkspace } from './install-workspace.ts';
import { tryLock } from './lock.ts';
import { devHome, logDir } from './paths.ts';
import { prepareFfmpeg } from './prepare-ffmpeg.ts';
import { prepareVersitygw } from './prepare-versitygw.ts';
import { prepareTemporal } from './prepare-temporal.ts';
import { say } from './say.ts';

/** What a command needs before it can begin. */
export type Need = 'install' | 'build' | 'temporal' | 'ffmpeg' | 's3';

/**
 * Brings what is missing, one call at a time per clone. What is found goes into this process's
 * environment, where `tools()` and every child look first.
 */
export async function prepare(needs: readonly Need[]): Promise<void> {
  mkdirSync(logDir, { recursive: true });
  const release = await waitForTurn(resolve(devHome, 'prepare.lock'));
  try {
    if (needs.includes('install')) await installWorkspace();
    if (needs.includes('build')) await buildWorkspace();
    if (needs.includes('ffmpeg')) await prepareFfmpeg();
    if (needs.includes('s3')) {
      const path = await prepareVersitygw();
      if (path !== undefined) process.env['VERSITYGW_PATH'] = path;
    }
    if (needs.includes('temporal')) process.env['TEMPORAL_CLI_PATH'] = await prepareTemporal();
  } finally {
    release();
  }
}

async function waitForTurn(path: string): Promise<() => void> {
  for (let told = false; ; told = true) {
    const lock = tryLock(path, 'prepare');
    if ('release' in lock) return lock.release;
    if (!told) say(`dev: waiting for another ./dev (process ${lock.owner.pid}) that is preparing this clone`);
    await delay(300);
  }
}
