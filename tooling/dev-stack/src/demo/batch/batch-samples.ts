import { extname, resolve } from 'node:path';
import { shown } from '../../paths.ts';
import { download } from '../collect-outputs.ts';
import type { ManifestRow } from './batch-manifest.ts';

/** Fetches one output of each kind into a folder, to look at while nothing runs. Returns a line about each. */
export async function fetchSamples(
  rows: readonly ManifestRow[],
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  const byKind = new Map<string, string>();
  for (const { kind, outputUrl } of rows)
    if (kind !== undefined && outputUrl !== undefined && !byKind.has(kind)) byKind.set(kind, outputUrl);
  return Promise.all(
    [...byKind].map(async ([kind, url]) => {
      const path = resolve(folder, `${kind}${extname(new URL(url).pathname)}`);
      await download(url, path, signal);
      return `  ${kind.padEnd(10)} ${shown(path)}`;
    }),
  );
}
