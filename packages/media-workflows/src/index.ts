/**
 * Scope: workflow functions only. This module is what a Worker bundles (`workflowsPath`).
 * Not here: activities (see `@org/media-activities`), types and names (see `@org/media-contracts`).
 */
import type {
  BatchFanOutInput,
  BatchResult,
  DeliverCallbackInput,
  DeliverCallbackResult,
} from '@org/media-contracts';
import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
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

/** Tells somebody about an end, again and again until it is taken or the schedule is at its end. Loaded as a batch is. */
export async function deliverCallback(input: DeliverCallbackInput): Promise<DeliverCallbackResult> {
  const { deliver } = await import(/* webpackMode: "eager" */ './callback/deliver-callback.js');
  return deliver(input);
}

// A delivery sleeps for most of three days: pinned, it would keep the workers of an old version alive for that long.
// The server refuses what a worker without a version says of versions.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  deliverCallback,
);
