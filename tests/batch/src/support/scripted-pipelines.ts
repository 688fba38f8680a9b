import type { PipelineItem, PipelineItemActivities, PipelineItemOutcome } from '@org/media-contracts';
import { activityInfo } from '@temporalio/activity';
import { indexOf } from './scripted-items.ts';

/** What one attempt at the pipeline of an item does. */
export type PipelineStep = (item: PipelineItem) => Promise<PipelineItemOutcome>;

interface PipelineCall {
  readonly index: number;
  readonly item: PipelineItem;
  readonly activityId: string;
}

export interface ScriptedPipelines extends PipelineItemActivities {
  readonly calls: readonly PipelineCall[];
}

/** Waits for pipelines that no Temporal knows. What no step is written for succeeds. */
export function scriptedPipelines(steps: Readonly<Record<number, PipelineStep>>): ScriptedPipelines {
  const calls: PipelineCall[] = [];
  return {
    calls,
    processPipeline: async (item) => {
      const index = indexOf(String(item.input['source']));
      calls.push({ index, item, activityId: activityInfo().activityId });
      return (steps[index] ?? pipelineEnds('succeeded'))(item);
    },
  };
}

export function pipelineEnds(outcome: PipelineItemOutcome['outcome'], message?: string): PipelineStep {
  return async ({ workflowId }) => ({
    outcome,
    pipeline: {
      workflowId,
      runId: 'run',
      lineage: { workflowId, runId: 'run' },
      outputs: { ingestedUrl: `https://outputs.test/${workflowId}` },
      stages: {},
    },
    ...(message !== undefined && { error: { type: 'PipelineFailed', message } }),
  });
}
