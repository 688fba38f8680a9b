import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { capture } from './capture.ts';
import { stampDir } from './paths.ts';
import { readStamp, writeStamp } from './stamp.ts';

/** The oldest server that has everything the workflows use. */
export const OLDEST_SERVER = '1.29';

/** The version of the server inside a `temporal` binary, as in "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)". */
export function serverVersion(output: string): string | undefined {
  return /\bServer (\d+\.\d+[\w.-]*)/.exec(output)?.[1];
}

/** Compares the first two numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** Whether the binary runs and is new enough. Asked once per binary: it takes a third of a second. */
export async function isNewEnough(binary: string): Promise<boolean> {
  const { size, mtimeMs } = statSync(binary);
  const stamp = resolve(stampDir, 'temporal');
  const key = `${binary}\0${size}\0${mtimeMs}`;
  if (readStamp(stamp) === key) return true;
  const version = serverVersion((await capture(binary, ['--version'])) ?? '');
  if (version === undefined || !isAtLeast(version, OLDEST_SERVER)) return false;
  writeStamp(stamp, key);
  return true;
}
