import { randomUUID } from 'node:crypto';
import type { MediaPipelineWorkflow } from '@org/media-contracts';
import type { WorkflowHandle } from '@temporalio/client';
import type { Pipeline } from './pipeline-world.ts';

/** Resets a pipeline to one of its workflow tasks, counted from 0; resolves with the new run. */
export async function resetPipeline(
  pipeline: Pipeline,
  { task }: { task: number },
): Promise<WorkflowHandle<MediaPipelineWorkflow>> {
  const { events } = await pipeline.fetchHistory();
  const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  const eventId = tasks[task]?.eventId;
  if (!eventId)
    throw new Error(`the pipeline has ${tasks.length} workflow tasks, not one with number ${task}`);
  const { runId } = await pipeline.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: pipeline.workflowId, runId: pipeline.firstExecutionRunId },
    workflowTaskFinishEventId: eventId,
    requestId: randomUUID(),
    reason: 'a test of resets',
  });
  return pipeline.client.getHandle<MediaPipelineWorkflow>(pipeline.workflowId, runId);
}
