import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { findOnPath } from './find-on-path.ts';
import { binDir } from './paths.ts';
import { reasonOf } from './failure.ts';
import { runStep } from './run-step.ts';
import { say } from './say.ts';

const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const HELP = 'Put `versitygw` on PATH, or Go, with which ./dev builds it, or set S3_TEST_ENDPOINT.';

/** An S3 server over a folder: found, or built once. Undefined, with the reason said, where neither can be done. */
export async function prepareVersitygw(): Promise<string | undefined> {
  const prepared = resolve(binDir, 'versitygw');
  const found = process.env['VERSITYGW_PATH'] || findOnPath('versitygw');
  if (found) return found;
  if (existsSync(prepared)) return prepared;
  const go = findOnPath('go');
  if (go === undefined) {
    say(`dev: there is no S3 server to try things on, and no Go to build one with. ${HELP}`);
    return undefined;
  }
  mkdirSync(binDir, { recursive: true });
  const scratch = mkdtempSync(resolve(binDir, 'tmp.'));
  try {
    await runStep({
      title: 'building an S3 server with Go (about a minute, once)',
      name: 'versitygw-build',
      command: go,
      args: ['install', MODULE],
      env: { GOBIN: scratch },
      advice: HELP,
    });
    renameSync(resolve(scratch, 'versitygw'), prepared);
    return prepared;
  } catch (error) {
    say(`dev: ${reasonOf(error)}`);
    return undefined;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
