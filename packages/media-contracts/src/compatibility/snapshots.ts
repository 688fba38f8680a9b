import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contracts } from './breaking-changes.js';

const RELEASED = /^(\d+)\.(\d+)\.(\d+)\.json$/;

/** Name of the snapshot of what the next release will publish. */
export const NEXT_SNAPSHOT = 'next.json';

/** The snapshot of the last released version; undefined before the first release. */
export function lastReleased(directory: string): { version: string; contracts: Contracts } | undefined {
  const name = newestRelease(existsSync(directory) ? readdirSync(directory) : []);
  if (name === undefined) return undefined;
  const contracts = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Contracts;
  return { version: name.replace(/\.json$/, ''), contracts };
}

/** The file of the highest version, compared as numbers: 0.10.0 is newer than 0.9.0. */
export function newestRelease(names: readonly string[]): string | undefined {
  const versions = names.map((name) => RELEASED.exec(name)).filter((match) => match !== null);
  versions.sort(
    (a, b) => Number(a[1]) - Number(b[1]) || Number(a[2]) - Number(b[2]) || Number(a[3]) - Number(b[3]),
  );
  return versions.at(-1)?.[0];
}
