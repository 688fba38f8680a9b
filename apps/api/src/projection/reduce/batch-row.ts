import type { BatchRow } from '@org/media-catalog';
import type { BatchState } from './project-batch.js';

/** What a batch is doing, in one word: as `BatchPhase`, or how it closed. */
export function batchStateName({ end, writingManifest, stopping, plan, parked, paused }: BatchState): string {
  if (end) return end.state;
  if (writingManifest) return 'writingManifest';
  if (stopping) return 'stopping';
  if (!plan) return 'planning';
  if (parked) return 'parked';
  return paused ? 'paused' : 'running';
}

/** Without counts until it has ended: what is known of them comes from the batch itself. */
export function batchRow(state: BatchState): BatchRow {
  const { run, firstRunId, input, manifest, end, createdAt, updatedAt } = state;
  const { tenantId, keyId, metadata, requestId } = run.owner;
  return {
    id: run.workflowId,
    tenantId,
    ...(keyId !== undefined && { keyId }),
    firstRunId,
    runId: run.runId,
    state: batchStateName(state),
    ...(input.settings && { settings: input.settings }),
    ...(manifest && { counts: manifest.counts, manifest: { key: manifest.key, sha256: manifest.sha256 } }),
    ...(input.redrive && { redriveOf: input.redrive.of.workflowId }),
    ...(metadata && { metadata }),
    ...(requestId !== undefined && { requestId }),
    ...(end?.error && { error: end.error }),
    createdAt,
    ...(end && { closedAt: end.at }),
    updatedAt,
  };
}
