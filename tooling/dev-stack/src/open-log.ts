import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const ROTATE_BYTES = 50 * 1024 * 1024;

/** Calls `use` with the log opened for appending. One older log is kept once it is 50 MiB. */
export function withLog<T>(file: string, use: (descriptor: number) => T): T {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES) renameSync(file, `${file}.1`);
  const descriptor = openSync(file, 'a');
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** How long a log is now; what comes after this is new. */
export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines of a log, after a position that `logSize` gave, indented for showing. */
export function tailOf(file: string, from = 0, lines = 15): string {
  try {
    const log = readFileSync(file);
    // A log that is shorter than it was has been rotated.
    const text = log
      .subarray(from <= log.length ? from : 0)
      .toString('utf8')
      .trimEnd();
    return text
      .split('\n')
      .slice(-lines)
      .map((line) => `    ${line.slice(0, 300)}`)
      .join('\n');
  } catch {
    return '    (the log cannot be read)';
  }
}
