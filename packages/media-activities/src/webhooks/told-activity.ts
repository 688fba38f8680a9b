import type { RemoteTask } from '@org/ittybit-client';
import { itemPipelinePrefix, REMOTE_METADATA } from '@org/media-contracts';

/** An activity by its explicit id, in whichever run of its workflow is the current one. */
export interface ToldActivity {
  readonly workflowId: string;
  readonly activityId: string;
}

/**
 * The activity that waits for a task, by what we wrote into its metadata. Undefined when the task is not one of the
 * workflow that the webhook was for: neither its own nor one of a pipeline that is an item of it.
 */
export function toldActivity({ metadata }: RemoteTask, addressee: string): ToldActivity | undefined {
  const { [REMOTE_METADATA.workflowId]: workflowId, [REMOTE_METADATA.activityId]: activityId } = metadata;
  if (typeof workflowId !== 'string' || typeof activityId !== 'string') return undefined;
  const isIts = workflowId === addressee || workflowId.startsWith(itemPipelinePrefix(addressee));
  return isIts ? { workflowId, activityId } : undefined;
}
