import {
  FAILURE_TYPES,
  STAGES,
  STAGE_ERRORS,
  type MediaPipelineResult,
  type PipelineFailureDetails,
  type PipelineStatus,
  type StageName,
} from '@org/media-contracts';
import { ApplicationFailure } from '@temporalio/workflow';
import { clause } from './clause.js';
import { mapStages } from './pipeline-plan.js';

const URL_FIELDS = {
  ingest: 'ingestedUrl',
  thumbnails: 'thumbnailUrl',
  audio: 'audioUrl',
  transcode: 'transcodedUrl',
} as const satisfies Record<StageName, keyof MediaPipelineResult>;

export function resultOf({ stages }: PipelineStatus): MediaPipelineResult {
  const urls = STAGES.flatMap((stage) => {
    const url = outputUrlOf(stages, stage);
    return url === undefined ? [] : [[URL_FIELDS[stage], url] as const];
  });
  return { ...Object.fromEntries(urls), files: mapStages((stage) => stages[stage].file) };
}

/** The failure of the whole pipeline, or undefined when every stage that is wanted succeeded. */
export function failureOf({ stages }: PipelineStatus): ApplicationFailure | undefined {
  const failed = STAGES.filter((stage) => hasFailed(stages, stage)).map((stage) =>
    failedStage(stages, stage),
  );
  if (failed.length === 0) return undefined;
  const details: PipelineFailureDetails = {
    failed,
    succeeded: STAGES.filter((stage) => !hasFailed(stages, stage)).flatMap((stage) => {
      const outputUrl = outputUrlOf(stages, stage);
      return outputUrl === undefined ? [] : [{ stage, outputUrl }];
    }),
    notStarted: STAGES.filter(
      (stage) => stages[stage].state === 'pending' && outputUrlOf(stages, stage) === undefined,
    ),
  };
  return ApplicationFailure.create({
    type: FAILURE_TYPES.pipelineFailed,
    message: messageOf(details),
    nonRetryable: true,
    details: [details],
  });
}

function hasFailed(stages: PipelineStatus['stages'], stage: StageName): boolean {
  return stages[stage].state === 'failed' || stages[stage].state === 'timedOut';
}

function failedStage(
  stages: PipelineStatus['stages'],
  stage: StageName,
): PipelineFailureDetails['failed'][number] {
  const { error, operation, remoteId } = stages[stage];
  return {
    stage,
    type: error?.type ?? STAGE_ERRORS.remoteFailed,
    message: error?.message ?? 'no reason was given',
    ...(operation && { generation: operation.generation }),
    ...(remoteId && { remoteId }),
  };
}

function outputUrlOf(stages: PipelineStatus['stages'], stage: StageName): string | undefined {
  const { state, outcome, outputInvalid } = stages[stage];
  if (state === 'disabled' || outputInvalid) return undefined;
  return outcome?.outcome === 'succeeded' ? outcome.outputUrl : undefined;
}

function messageOf({ failed, succeeded, notStarted }: PipelineFailureDetails): string {
  const reasons = failed
    .map(({ stage, type, message }) => `${stage} (${type}): ${clause(message)}`)
    .join('; ');
  const kept = succeeded.length > 0 ? ` Kept: ${succeeded.map(({ stage }) => stage).join(', ')}.` : '';
  const missing = notStarted.length > 0 ? ` Not started: ${notStarted.join(', ')}.` : '';
  return `${reasons}.${kept}${missing} A redrive runs only what is missing.`;
}
