import type { z } from 'zod';
import type * as schemas from './schemas/remote-work.js';

export type Operation = z.infer<typeof schemas.OperationSchema>;
export type Lineage = z.infer<typeof schemas.LineageSchema>;
export type RemoteWork = z.infer<typeof schemas.RemoteWorkSchema>;
export type RemoteError = z.infer<typeof schemas.RemoteErrorSchema>;
export type RemoteOutcome = z.infer<typeof schemas.RemoteOutcomeSchema>;
export type RemoteWait = z.infer<typeof schemas.RemoteWaitSchema>;
export type FindRemoteInput = z.infer<typeof schemas.FindRemoteInputSchema>;
export type FoundRemote = z.infer<typeof schemas.FoundRemoteSchema>;
export type ProbeAccountInput = z.infer<typeof schemas.ProbeAccountInputSchema>;
export type AccountProbe = z.infer<typeof schemas.AccountProbeSchema>;
export type InspectOutputInput = z.infer<typeof schemas.InspectOutputInputSchema>;
export type OutputInspection = z.infer<typeof schemas.OutputInspectionSchema>;

/**
 * Keys under which our facts travel in the metadata of a remote task.
 * `orphans` and look-ups by list read them back, so a key is never renamed.
 */
export const REMOTE_METADATA = {
  operationId: 'media_operation_id',
  generation: 'media_generation',
  activityId: 'media_activity_id',
  workflowId: 'media_workflow_id',
  runId: 'media_run_id',
} as const;
