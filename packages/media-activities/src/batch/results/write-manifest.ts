import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WriteManifestInput, WrittenManifest } from '@org/media-contracts';
import { badInput } from '../../activity-error.js';
import type { BatchStore } from '../batch-store.js';
import { writeLocalFiles } from './manifest-files.js';
import { assertCounts, mergeResults, type MergedIndex } from './merge-results.js';
import { describeBatch, publishFiles, publishManifest } from './publish-manifest.js';
import { readPlan } from './read-plan.js';
import { readShards } from './read-shards.js';
import { createResultBuckets, type ResultBuckets } from './result-buckets.js';

/** How far a manifest is. */
interface ManifestProgress {
  readonly doing: 'readingResults' | 'merging' | 'publishing';
  /** Shards read, or indices merged. */
  readonly done?: number;
  readonly total?: number;
}

export interface WriteManifest {
  readonly store: BatchStore;
  readonly input: WriteManifestInput;
  /** Parent of a folder for as long as this runs; it takes about twice the size of the results. Default: the system's. */
  readonly temporaryFolder?: string | undefined;
  /** Indices per file of sorted results; see `createResultBuckets`. */
  readonly bucketIndices?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: ManifestProgress) => void;
}

/**
 * Joins plan and results by index and publishes the manifest, once.
 *
 * Memory does not grow with the batch, but for one byte per index: results are spread over files by ranges of indices,
 * and one range is in memory at a time. What is alive at once stays below 40 MiB at 1,000,000 indices; how much V8 lets
 * lie before it collects comes on top.
 * Nothing is published before every index was met exactly once and the counts are those of the workflow.
 */
export async function writeManifest(options: WriteManifest): Promise<WrittenManifest> {
  const { store, input, signal, bucketIndices, onProgress = () => undefined } = options;
  const { prefix } = input;
  return inTemporaryFolder(options.temporaryFolder ?? tmpdir(), async (folder) => {
    const buckets = createResultBuckets({
      folder: await subfolder(folder, 'buckets'),
      total: input.plan.total,
      ...(bucketIndices !== undefined && { bucketIndices }),
    });
    await spread(options, buckets, onProgress);
    assertCursors(input);
    const merge = mergeResults({ entries: readPlan({ store, plan: input.plan, signal }), buckets, input });
    const merged = observed(merge.indices, { total: input.plan.total, signal, onProgress });
    const files = await writeLocalFiles(await subfolder(folder, 'files'), merged);
    const counts = merge.counts();
    assertCounts(counts, input.counts);
    onProgress({ doing: 'publishing' });
    await publishFiles({ store, prefix, signal }, files);
    const manifest = describeBatch(input, counts, files);
    return { ...(await publishManifest({ store, prefix, signal }, manifest)), counts };
  });
}

async function spread(
  { store, input, signal }: WriteManifest,
  buckets: ResultBuckets,
  onProgress: (progress: ManifestProgress) => void,
): Promise<void> {
  let done = 0;
  for await (const shard of readShards({ store, prefix: input.prefix, from: input.lastShard, signal })) {
    signal?.throwIfAborted();
    await buckets.add(shard);
    onProgress({ doing: 'readingResults', done: (done += 1) });
  }
}

function assertCursors({ cursors, plan }: WriteManifestInput): void {
  for (const [kind, begun] of Object.entries(cursors)) {
    const planned = plan.kinds[kind as keyof typeof cursors] ?? 0;
    if (begun <= planned) continue;
    throw badInput(
      `${begun} of ${kind} were begun and ${planned} are planned: this is the plan of another batch`,
    );
  }
}

async function* observed(
  indices: AsyncIterable<MergedIndex>,
  options: {
    readonly total: number;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: (progress: ManifestProgress) => void;
  },
): AsyncGenerator<MergedIndex> {
  const { total, signal, onProgress } = options;
  for await (const index of indices) {
    if (index.index % 1_000 === 0) {
      signal?.throwIfAborted();
      onProgress({ doing: 'merging', done: index.index, total });
    }
    yield index;
  }
}

async function subfolder(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}

/** The folder is readable by this user alone: results may hold presigned URLs. */
async function inTemporaryFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, 'batch-manifest-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
