import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';
import { dataDir } from './paths.ts';

/** Where the services of a stack are. */
export interface StackAddresses {
  readonly temporal: string;
  readonly namespace: string;
  /** The Temporal web interface; unknown for a cluster of the person's own. */
  readonly temporalUi?: string;
  /** Absent when the real service is used. */
  readonly ittybitLocal?: string;
  readonly worker: string;
  readonly api: string;
  /** Of the store of batches and uploads, when it is no folder of the stack's own. */
  readonly storeUrl?: string;
}

/** What runs now, for other calls of ./dev and for the next one after a crash. */
export interface StackRecord {
  readonly processes: Readonly<Record<string, ProcessIdentity>>;
  /** Present once everything is ready. */
  readonly addresses?: StackAddresses;
}

const stackRecordFile = resolve(dataDir, 'stack.json');

export function readStackRecord(file = stackRecordFile): StackRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackRecord;
  } catch {
    return undefined;
  }
}

export function writeStackRecord(record: StackRecord, file = stackRecordFile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

export function removeStackRecord(file = stackRecordFile): void {
  rmSync(file, { force: true });
}
