import {
  FAILURE_TYPES,
  pipelineStatus,
  resumePipeline,
  type MediaPipelineInput,
  type MediaPipelineResult,
  type PipelineStatus,
} from '@org/media-contracts';
import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { createAccountGate } from './account-gate.js';
import { createPipelineBoard, describeBoard, type PipelineBoard } from './pipeline-board.js';
import { planPipeline, type PipelinePlan } from './pipeline-plan.js';
import { failureOf, resultOf } from './pipeline-result.js';
import { stageActivities } from './stage-activities.js';
import { runStages } from './stage-graph.js';

const MEDIA_PHASE = defineSearchAttributeKey('MediaPhase', 'KEYWORD');
const MEDIA_ACCOUNT = defineSearchAttributeKey('MediaAccount', 'KEYWORD');

/**
 * One video through ingest, then thumbnails beside audio, then transcode.
 *
 * A failed stage does not throw away its siblings: they finish, and the workflow fails with a
 * `PipelineFailed` that lists what succeeded. A redrive then runs only what is missing.
 */
export async function mediaPipeline(input: MediaPipelineInput): Promise<MediaPipelineResult> {
  const plan = planOf(input);
  const scope = CancellationScope.current();
  const board = createPipelineBoard(plan, {
    redriveOf: input.redrive?.of,
    isCancelRequested: () => scope.consideredCancelled,
    onChange: publisher(plan),
  });
  const activities = stageActivities(plan);
  const gate = createAccountGate({
    probeMs: plan.accountProbeMs,
    probe: activities.probeAccount,
    onChange: board.setParked,
  });
  setHandler(pipelineStatus, board.status);
  setHandler(resumePipeline, gate.resume);
  board.setPhase('running');

  await runStages({ plan, board, gate, activities });
  return conclude(board);
}

function conclude(board: PipelineBoard): MediaPipelineResult {
  if (CancellationScope.current().consideredCancelled) {
    board.setPhase('cancelled');
    throw new CancelledFailure('the pipeline was cancelled; pipelineStatus tells what was left running');
  }
  const failure = failureOf(board.status());
  board.setPhase(failure ? 'failed' : 'succeeded');
  if (failure) throw failure;
  return resultOf(board.status());
}

/** Starters validate with the schemas; whoever starts the workflow by hand gets a failure, not a stuck task. */
function planOf(input: MediaPipelineInput): PipelinePlan {
  const { workflowId, firstExecutionRunId, taskQueue } = workflowInfo();
  try {
    return planPipeline(input, { workflowId, runId: firstExecutionRunId }, taskQueue);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw ApplicationFailure.create({
      type: FAILURE_TYPES.badInput,
      message: `${reason}. The input is described by MediaPipelineInputSchema in @org/media-contracts/schemas`,
      nonRetryable: true,
    });
  }
}

/** Tells the Temporal UI, and visibility where the cluster knows our search attributes. */
function publisher(plan: PipelinePlan): (status: PipelineStatus) => void {
  let published: string | undefined;
  return (status) => {
    setCurrentDetails(describeBoard(status));
    if (!plan.searchAttributes || status.phase === published) return;
    published = status.phase;
    upsertSearchAttributes([
      { key: MEDIA_PHASE, value: status.phase },
      { key: MEDIA_ACCOUNT, value: status.account },
    ]);
  };
}
