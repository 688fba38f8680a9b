import { STAGES, inheritedStage, type Redrive } from '@org/media-contracts';
import { statusOf, type Pipeline } from './pipeline-world.ts';

/** A redrive of a closed pipeline, made of what its status tells. */
export async function redriveOf(pipeline: Pipeline): Promise<Redrive> {
  const { stages, lineage } = await statusOf(pipeline);
  return {
    of: { workflowId: pipeline.workflowId, runId: pipeline.firstExecutionRunId },
    lineage,
    stages: Object.fromEntries(STAGES.map((stage) => [stage, inheritedStage(stages[stage])])),
  };
}
