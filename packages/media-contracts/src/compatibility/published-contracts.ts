import { z } from 'zod';
import * as schemas from '../schemas.js';
import type { Contracts, Direction, JsonSchema } from './breaking-changes.js';

type SchemaName = keyof typeof schemas;

/** Which way each published schema travels, seen from us. A new schema does not compile until it is listed. */
const DIRECTIONS: Readonly<Record<SchemaName, Direction>> = {
  AccountProbeSchema: 'output',
  FindRemoteInputSchema: 'input',
  FoundRemoteSchema: 'output',
  // A redrive reads from the status of the run it redoes what it then writes into its own input.
  InheritedStageSchema: 'both',
  InspectOutputInputSchema: 'input',
  LineageSchema: 'both',
  MediaFileSchema: 'both',
  MediaPipelineInputSchema: 'input',
  MediaPipelineResultSchema: 'output',
  OperationSchema: 'both',
  OutputInspectionSchema: 'output',
  PipelineFailureDetailsSchema: 'output',
  PipelinePhaseSchema: 'output',
  PipelineStatusSchema: 'output',
  ProbeAccountInputSchema: 'input',
  RedriveSchema: 'input',
  RemoteErrorSchema: 'both',
  RemoteOutcomeSchema: 'both',
  RemoteWaitSchema: 'both',
  RemoteWorkSchema: 'input',
  SourceUrlSchema: 'input',
  StagePolicyOverridesSchema: 'input',
  StageSettingsSchema: 'input',
  StageStateSchema: 'output',
  StageStatusSchema: 'output',
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
