/**
 * Scope: the zod schemas behind the types of this package, for the edges where data comes in.
 * Not for workflow code: zod costs about 730 KiB of heap per cached workflow.
 */
export { MediaFileSchema } from './schemas/media-file.js';
export {
  InheritedStageSchema,
  MediaPipelineInputSchema,
  MediaPipelineResultSchema,
  PipelineFailureDetailsSchema,
  PipelinePhaseSchema,
  PipelineStatusSchema,
  RedriveSchema,
  SourceUrlSchema,
  StagePolicyOverridesSchema,
  StageSettingsSchema,
  StageStateSchema,
  StageStatusSchema,
} from './schemas/media-pipeline.js';
export {
  AccountProbeSchema,
  FindRemoteInputSchema,
  FoundRemoteSchema,
  InspectOutputInputSchema,
  LineageSchema,
  OperationSchema,
  OutputInspectionSchema,
  ProbeAccountInputSchema,
  RemoteErrorSchema,
  RemoteOutcomeSchema,
  RemoteWaitSchema,
  RemoteWorkSchema,
} from './schemas/remote-work.js';
