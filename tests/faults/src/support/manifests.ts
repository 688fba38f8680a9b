import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BatchManifest, BatchResult } from '@org/media-contracts';
import type { Stack } from '@org/tests-harness';
import { expect } from 'vitest';

/** What a line of `results.jsonl` says, as far as tests look at it. */
export interface ManifestRow {
  readonly index: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'invalid';
  readonly sameAs?: number;
  readonly url?: string;
  readonly remoteId?: string;
  readonly outputUrl?: string;
  readonly error?: { readonly type: string; readonly message: string };
  readonly leftRunning?: boolean;
  readonly generation?: number;
}

interface ReadManifest {
  readonly manifest: BatchManifest;
  /** Where its files are on this machine. */
  readonly folder: string;
  readonly rows: readonly ManifestRow[];
  /** Indices that never started. */
  readonly notStarted: readonly number[];
}

/** Reads a manifest as somebody would who knows its files and none of our code, and expects every index in it once. */
export function readManifest({ workerEnv }: Stack, { manifest: { key, sha256 } }: BatchResult): ReadManifest {
  const path = join(workerEnv['STORE_DIR'] ?? '', 'objects', key);
  const folder = dirname(path);
  expect(digestOf(path)).toBe(sha256);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as BatchManifest;
  for (const file of Object.values(manifest.files))
    expect(digestOf(join(folder, file.name))).toBe(file.sha256);
  const rows = linesOf(join(folder, manifest.files.results.name)).map(
    (line) => JSON.parse(line) as ManifestRow,
  );
  const ranges = linesOf(join(folder, manifest.files.notStarted.name)).slice(1);
  const notStarted = ranges.flatMap((range) => indicesOf(range));
  const indices = [...rows.map(({ index }) => index), ...notStarted].toSorted((a, b) => a - b);
  expect(indices).toEqual(Array.from({ length: manifest.counts.total }, (_, index) => index));
  return { manifest, folder, rows, notStarted };
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function indicesOf(range: string): number[] {
  const [from = 0, to = -1] = range.split(',').map(Number);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
