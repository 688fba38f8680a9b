/**
 * Scope: workflow functions only. This module is what a Worker bundles (`workflowsPath`).
 * Not here: activities (see `@org/media-activities`), types and names (see `@org/media-contracts`).
 */
import type { BatchFanOutInput, BatchResult } from '@org/media-contracts';
export { mediaPipeline } from './media-pipeline.js';

/**
 * A list of items of any length, so many at a time, and a manifest at the end.
 *
 * Loaded only where it runs: every cached workflow pays for the modules that it evaluates, and there are many more
 * pipelines than batches. `eager` keeps it in the one file that the sandbox has.
 */
export async function batchFanOut(input: BatchFanOutInput): Promise<BatchResult> {
  const { runBatch } = await import(/* webpackMode: "eager" */ './batch/batch-fan-out.js');
  return runBatch(input);
}
