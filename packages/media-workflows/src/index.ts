/**
 * Scope: workflow functions only. This module is what a Worker bundles (`workflowsPath`).
 * Not here: activities (see `@org/media-activities`), types and names (see `@org/media-contracts`).
 */
export { batchFanOut } from './batch/batch-fan-out.js';
export { mediaPipeline } from './media-pipeline.js';
