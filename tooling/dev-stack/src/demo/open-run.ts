import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { dataDir } from '../paths.ts';

/** A demo that was begun and has not been seen to end: the next demo of the same input goes on with it. */
export interface OpenRun {
  /** The idempotency key that it is started with. */
  readonly key: string;
  readonly source: string;
  /** Of the ledger, when the run began. */
  readonly mark?: string;
}

const FOLDER = resolve(dataDir, 'demo');
const FILE = resolve(FOLDER, 'open-run.json');

export function readOpenRun(source: string): OpenRun | undefined {
  try {
    const run = JSON.parse(readFileSync(FILE, 'utf8')) as OpenRun;
    return run.source === source && typeof run.key === 'string' ? run : undefined;
  } catch {
    return undefined;
  }
}

export function writeOpenRun(run: OpenRun): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FILE}.${process.pid}`, JSON.stringify(run));
  renameSync(`${FILE}.${process.pid}`, FILE);
}

export function closeRun(): void {
  rmSync(FILE, { force: true });
}
