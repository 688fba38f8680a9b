import type { PipelineRow, PipelineState as PipelineStateName, StageRow } from '@org/media-catalog';
import { STAGES } from '@org/media-contracts';
import type { PipelineState } from './project-pipeline.js';
import type { StageTrack } from './stage-track.js';

/** What a pipeline is doing, in one word. */
export function pipelineStateName({ end, cancelling, parked }: PipelineState): PipelineStateName {
  if (end) return end.state;
  if (cancelling) return 'cancelling';
  return parked === undefined ? 'running' : 'parked';
}

export function pipelineRow(state: PipelineState): PipelineRow {
  const { run, input, stages, end, createdAt, updatedAt } = state;
  const { tenantId, keyId, assetId, batchId, metadata, requestId } = run.owner;
  const waitingFor = waitingForOf(state);
  return {
    id: run.workflowId,
    tenantId,
    ...(keyId !== undefined && { keyId }),
    runId: run.runId,
    state: pipelineStateName(state),
    input,
    ...(assetId !== undefined && { assetId }),
    ...(batchId !== undefined && { batchId }),
    ...(input.redrive && { redriveOf: input.redrive.of.workflowId }),
    ...(metadata && { metadata }),
    ...(requestId !== undefined && { requestId }),
    stages: STAGES.map((stage) => rowOfStage(stages[stage])),
    ...(end?.result && { result: end.result }),
    ...(end?.error && { error: end.error }),
    ...(waitingFor !== undefined && { waitingFor }),
    createdAt,
    ...(end && { closedAt: end.at }),
    updatedAt,
  };
}

function rowOfStage({
  waitingFor: _waitingFor,
  file: _file,
  setback: _setback,
  ...row
}: StageTrack): StageRow {
  return row;
}

function waitingForOf({ end, parked, stages }: PipelineState): string | undefined {
  if (end) return undefined;
  if (parked !== undefined) return `the account to work again: ${parked}`;
  const waiting = STAGES.flatMap((stage) => {
    const { waitingFor } = stages[stage];
    return waitingFor === undefined ? [] : [`${stage}: ${waitingFor}`];
  });
  return waiting.length > 0 ? waiting.join('; ') : undefined;
}
