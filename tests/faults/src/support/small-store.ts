import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@org/dev-stack';
import { startStack, type Stack, type StackOptions } from '@org/tests-harness';
import { temporalAddress } from '@org/tests-support';
import { afterAll, beforeAll, type TestContext } from 'vitest';

const DISK_MIB = 8;

/** What may be wrong with a disk, and how it is mended. */
interface Trouble {
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export type TroubleName = 'full' | 'read-only';

interface SmallStore {
  readonly stack: Stack;
  readonly trouble: Readonly<Record<TroubleName, Trouble>>;
}

/** A stack whose store is a file system of its own; where none can be mounted a test is skipped and says why. */
export function useSmallStore(
  options: StackOptions & { readonly taskQueue: string },
): (test: TestContext) => SmallStore {
  const disk = mkdtempSync(join(tmpdir(), 'fault-store-'));
  let stack: Stack | undefined;
  let whyNot = '';
  beforeAll(async () => {
    try {
      mount('-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', disk);
    } catch (error) {
      whyNot = `skipped: only who may mount a file system can run this: ${String(error)}`;
      console.warn(whyNot);
      return;
    }
    const workerEnv = { ...options.workerEnv, STORE_DIR: disk };
    stack = await startStack({ ...options, workerEnv, temporalAddress: temporalAddress() });
  });
  afterAll(async () => {
    await stack?.stop();
    if (!whyNot) execFileSync('/bin/umount', [disk]);
    rmdirSync(disk);
  });
  return ({ skip }) => (stack ? { stack, trouble: troublesOf(disk) } : skip(whyNot));
}

function troublesOf(disk: string): SmallStore['trouble'] {
  const ballast = join(disk, 'ballast');
  return {
    full: {
      begin: async () => {
        // Leaves not a byte.
        const { bavail, bsize } = statfsSync(disk);
        try {
          writeFileSync(ballast, Buffer.alloc(bavail * bsize));
        } catch (error) {
          // The worker has written meanwhile: what could be written was, and the disk is full.
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      },
      end: async () => {
        rmSync(ballast);
      },
    },
    'read-only': { begin: () => remount(disk, 'ro'), end: () => remount(disk, 'rw') },
  };
}

/** Refused while a file is open for writing, which none is for long. */
async function remount(disk: string, mode: 'ro' | 'rw'): Promise<void> {
  const remounted = (): boolean => {
    try {
      mount('-o', `remount,${mode}`, disk);
      return true;
    } catch {
      return false;
    }
  };
  await waitUntil(remounted, { what: `the store to be mounted ${mode}`, timeoutMs: 60_000 });
}

function mount(...args: string[]): void {
  execFileSync('/bin/mount', args, { stdio: 'pipe' });
}
