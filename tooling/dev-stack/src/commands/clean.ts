import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArguments } from '../parse-arguments.ts';
import { Failure } from '../failure.ts';
import { dataDir, devHome, shown, stackLogDir } from '../paths.ts';
import { say } from '../say.ts';
import { lockStack } from '../stack-lock.ts';
import { readStackRecord } from '../stack-record.ts';
import { stopOrphans } from '../stop-orphans.ts';

/** What ./dev itself put into .dev; anything else there is the person's own. */
const PREPARED = ['bin', 'log', 'node', 'pnpm', 'stamps'];

/** Deletes the data of `up` and `demo`, and with `--all` whatever ./dev prepared, unless a stack runs. */
export async function runClean(args: readonly string[]): Promise<number> {
  const { all } = parseArguments('clean', args, { all: { type: 'boolean', default: false } });
  const lock = lockStack('clean');
  if ('owner' in lock) {
    throw new Failure(
      `./dev ${lock.owner.purpose} (process ${lock.owner.pid}) is using the data. Stop it first (Ctrl-C there, or: kill ${lock.owner.pid}).`,
    );
  }
  try {
    await stopOrphans(readStackRecord()?.processes ?? {});
    const prepared = [stackLogDir, ...PREPARED.map((name) => resolve(devHome, name))];
    for (const path of [dataDir, ...(all ? prepared : [])]) rmSync(path, { recursive: true, force: true });
  } finally {
    lock.release();
  }
  if (all && readdirSync(devHome).length === 0) rmdirSync(devHome);
  say(all ? 'dev: deleted the data and what ./dev had prepared' : `dev: deleted ${shown(dataDir)}`);
  return 0;
}
