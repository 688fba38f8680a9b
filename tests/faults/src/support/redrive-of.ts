import {
  pipelineStatus,
  STAGES,
  type InheritedStage,
  type Redrive,
  type StageName,
} from '@org/media-contracts';
import type { PipelineHandle } from '@org/tests-harness';

/** A redrive of a closed pipeline, with what `change` makes of what each stage inherits. */
export async function redriveOf(
  handle: PipelineHandle,
  change: (inherited: InheritedStage, stage: StageName) => InheritedStage,
): Promise<Redrive> {
  const { stages, lineage } = await handle.query(pipelineStatus);
  const inherited = STAGES.flatMap((stage) => {
    const { operation, remoteId, outcome } = stages[stage];
    return operation ? [[stage, change({ operation, remoteId, outcome }, stage)] as const] : [];
  });
  return {
    of: { workflowId: handle.workflowId, runId: lineage.runId },
    lineage,
    stages: Object.fromEntries(inherited),
  };
}
