import { readPipeline, type PipelineReading } from '@org/media-control';
import type { Session } from '../temporal/session.js';
import type { FollowView } from './follow-view.js';
import { followWorkflow } from './follow-workflow.js';

export interface FollowPipelineOptions {
  readonly workflowId: string;
  readonly view: FollowView<PipelineReading>;
  /** Detaches: the pipeline goes on. */
  readonly signal: AbortSignal;
}

/** Shows a pipeline until it is closed; undefined when detached before that. */
export async function followPipeline(
  session: Session,
  options: FollowPipelineOptions,
): Promise<PipelineReading | undefined> {
  return followWorkflow(session, { ...options, read: () => readPipeline(session, options.workflowId) });
}
