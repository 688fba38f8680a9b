import { mkdirSync, statfsSync } from 'node:fs';
import { Failure } from './failure.ts';

const MIB = 1024 * 1024;
/** Temporal's database and the results of a few short videos. */
const NEEDED_BYTES = 200 * MIB;
/** Beyond this Temporal is about to stop answering, and cannot say why. */
const LOW_BYTES = 50 * MIB;
const LOOK_EVERY_MS = 5_000;

export interface DiskSpaceOptions {
  readonly folder: string;
  /** Bytes that this user may still write there. */
  readonly free?: (folder: string) => number;
}

/** Refuses to start where the disk is as good as full: a database that cannot write fails in obscure ways. */
export function requireSpace({ folder, free = freeBytes }: DiskSpaceOptions): void {
  mkdirSync(folder, { recursive: true });
  const left = free(folder);
  if (left >= NEEDED_BYTES) return;
  throw new Failure(
    `The disk of ${folder} has ${mib(left)} left; the stack needs ${mib(NEEDED_BYTES)}. Make room (\`./dev clean\` deletes the data of earlier runs), then call ./dev again.`,
  );
}

/** Says so, once, when the disk is nearly full. Returns the way to stop looking. */
export function watchSpace(
  { folder, free = freeBytes }: DiskSpaceOptions,
  report: (line: string) => void,
): () => void {
  const timer = setInterval(() => {
    const left = free(folder);
    if (left >= LOW_BYTES) return;
    clearInterval(timer);
    report(
      `the disk of ${folder} has only ${mib(left)} left. When it is full Temporal stops answering and pipelines stand still; they go on once there is room again.`,
    );
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function mib(bytes: number): string {
  return `${Math.floor(bytes / MIB)} MiB`;
}
