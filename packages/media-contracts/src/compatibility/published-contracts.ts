import { z } from 'zod';
import * as schemas from '../schemas.js';
import type { Contracts, Direction, JsonSchema } from './breaking-changes.js';

type SchemaName = keyof typeof schemas;

/** Which way each published schema travels, seen from us. A new schema does not compile until it is listed. */
const DIRECTIONS: Readonly<Record<SchemaName, Direction>> = {
  AccountProbeSchema: 'output',
  BatchCountsSchema: 'output',
  BatchFanOutInputSchema: 'input',
  BatchItemSchema: 'input',
  BatchItemStatusSchema: 'output',
  BatchListSchema: 'input',
  BatchManifestSchema: 'output',
  BatchParkSchema: 'both',
  BatchPauseSchema: 'both',
  BatchPhaseSchema: 'output',
  BatchPlanSchema: 'both',
  BatchRedriveSchema: 'input',
  BatchResultSchema: 'output',
  BatchRowSchema: 'both',
  BatchSettingsSchema: 'both',
  BatchSnapshotSchema: 'both',
  BatchStatusSchema: 'output',
  BatchStopReasonSchema: 'both',
  CarriedItemSchema: 'both',
  ConcurrencySchema: 'both',
  FindRemoteInputSchema: 'input',
  FoundRemoteSchema: 'output',
  InheritedItemSchema: 'both',
  // A redrive reads from the status of the run it redoes what it then writes into its own input.
  InheritedStageSchema: 'both',
  InspectOutputInputSchema: 'input',
  InvalidItemSchema: 'both',
  ItemCountsSchema: 'both',
  ItemKindSchema: 'both',
  ItemPipelineSchema: 'both',
  ItemPolicyOverridesSchema: 'both',
  ItemRangeSchema: 'input',
  LineageSchema: 'both',
  ListFormatSchema: 'both',
  ManifestFileSchema: 'output',
  MediaFileSchema: 'both',
  MediaPipelineInputSchema: 'input',
  MediaPipelineResultSchema: 'output',
  OperationSchema: 'both',
  OutputInspectionSchema: 'output',
  PipelineFailureDetailsSchema: 'output',
  PipelineItemOutcomeSchema: 'output',
  PipelineItemSchema: 'input',
  PipelinePhaseSchema: 'output',
  PipelineStatusSchema: 'output',
  PlanBatchInputSchema: 'input',
  PlannedItemSchema: 'both',
  PriceSchema: 'both',
  ProbeAccountInputSchema: 'input',
  ReadItemsInputSchema: 'input',
  ReadItemsResultSchema: 'output',
  RecentFailureSchema: 'both',
  RedriveSchema: 'input',
  RemoteErrorSchema: 'both',
  RemoteOutcomeSchema: 'both',
  RemoteWaitSchema: 'both',
  RemoteWorkSchema: 'input',
  RepeatedItemSchema: 'both',
  ResultShardSchema: 'both',
  SourceUrlSchema: 'input',
  SpendSettingsSchema: 'both',
  StagePolicyOverridesSchema: 'input',
  StageSettingsSchema: 'input',
  StageStateSchema: 'output',
  StageStatusSchema: 'output',
  WriteManifestInputSchema: 'input',
  CallbackEventSchema: 'output',
  CallbackEventTypeSchema: 'output',
  CallbackRequestSchema: 'output',
  CallbackSentSchema: 'output',
  DeliverCallbackInputSchema: 'input',
  DeliverCallbackResultSchema: 'output',
  SendCallbackInputSchema: 'input',
  WorkflowMemoSchema: 'output',
  WriteShardInputSchema: 'input',
  WrittenManifestSchema: 'output',
  WrittenShardSchema: 'output',
};

/** The JSON Schema of every published schema. Checks written in code (a source URL's) are not in it. */
export function publishedContracts(): Contracts {
  const names = (Object.keys(schemas) as SchemaName[]).sort();
  return Object.fromEntries(
    names.map((name) => {
      const schema = z.toJSONSchema(schemas[name], { io: 'input' }) as JsonSchema;
      return [name, { direction: DIRECTIONS[name], schema }];
    }),
  );
}
