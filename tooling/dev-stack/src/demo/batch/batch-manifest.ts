import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { BatchManifest } from '@org/media-contracts';
import { storeDir } from '../../app-env.ts';
import { shown } from '../../paths.ts';

/** A line of `results.jsonl`, as far as the demo looks at it. */
export interface ManifestRow {
  readonly id?: string;
  readonly kind?: string;
  readonly outcome: string;
  readonly outputUrl?: string;
  readonly sameAs?: number;
  readonly reason?: string;
  readonly error?: { readonly type: string; readonly message: string };
}

export interface ReadManifest {
  readonly path: string;
  readonly content: BatchManifest;
  readonly rows: readonly ManifestRow[];
}

/** Reads a manifest of the store and the rows beside it, as any program of a person's own would. */
export function readManifest(key: string): ReadManifest {
  const path = resolve(storeDir, 'objects', key);
  const content = JSON.parse(readFileSync(path, 'utf8')) as BatchManifest;
  const results = readFileSync(resolve(dirname(path), content.files.results.name), 'utf8');
  const lines = results.split('\n').filter((line) => line !== '');
  return { path, content, rows: lines.map((line) => JSON.parse(line) as ManifestRow) };
}

/** Where it is, what is beside it, and who is in the file that people open first. */
export function manifestLines({ path, content, rows }: ReadManifest): string[] {
  const files = Object.values(content.files).map(
    ({ name, rows: count, sha256 }) =>
      `  ${name.padEnd(18)} ${String(count).padStart(3)} rows  sha256 ${sha256.slice(0, 12)}…`,
  );
  const failed = rows.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id ?? '?');
  return [`  ${shown(path)}`, ...files, `  in failed.csv, with the reasons: ${failed.join(', ')}`];
}
