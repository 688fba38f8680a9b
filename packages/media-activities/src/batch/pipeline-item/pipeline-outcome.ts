import {
  FAILURE_TYPES,
  inheritedStage,
  STAGE_ERRORS,
  STAGES,
  type InheritedStage,
  type ItemPipeline,
  type Lineage,
  type MediaPipelineInput,
  type MediaPipelineResult,
  type PipelineFailureDetails,
  type PipelineItemOutcome,
  type PipelineStatus,
  type StageName,
} from '@org/media-contracts';
import { ApplicationFailure } from '@temporalio/common';
import { redactUrls } from '../../redact-url.js';

/** The latest run of a pipeline, and the first of its chain: an operator's reset makes another one. */
export interface PipelineExecution {
  readonly workflowId: string;
  readonly runId: string;
  readonly firstRunId: string;
}

/** How a closed pipeline ended, as Temporal has it. */
export type PipelineEnding =
  | { readonly outcome: 'succeeded'; readonly result: MediaPipelineResult }
  | { readonly outcome: WithoutSuccess; readonly cause: Error | undefined };

export type WithoutSuccess = Exclude<PipelineItemOutcome['outcome'], 'succeeded' | 'notFound'>;

export interface ClosedPipeline {
  readonly execution: PipelineExecution;
  readonly input: MediaPipelineInput;
  readonly ending: PipelineEnding;
  /** What the pipeline itself tells; absent when no worker answered. */
  readonly status: PipelineStatus | undefined;
}

/** A longer message would make shards of results too large. In characters. */
const MAX_MESSAGE_LENGTH = 1_024;

const URL_NAMES = {
  ingest: 'ingestedUrl',
  thumbnails: 'thumbnailUrl',
  audio: 'audioUrl',
  transcode: 'transcodedUrl',
} as const satisfies Record<StageName, keyof MediaPipelineResult>;

/** What a batch keeps of a pipeline that has ended. */
export function pipelineOutcome(closed: ClosedPipeline): PipelineItemOutcome {
  const { execution, input, ending, status } = closed;
  const { workflowId, runId } = execution;
  const pipeline: ItemPipeline = {
    workflowId,
    runId,
    lineage: status?.lineage ?? lineageOf(execution, input),
    outputs: outputsOf(ending, status),
    stages: stagesOf(status, input),
  };
  const durationSeconds = ending.outcome === 'succeeded' ? longestOf(ending.result) : undefined;
  return {
    outcome: ending.outcome,
    pipeline,
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(ending.outcome !== 'succeeded' && { error: errorOf(ending.outcome, ending.cause) }),
    ...remoteEffort(status),
  };
}

/** For a pipeline that was started and that Temporal does not know any more. */
export function forgottenPipeline(
  execution: PipelineExecution,
  input: MediaPipelineInput,
): PipelineItemOutcome {
  const message =
    `Temporal has forgotten the pipeline ${execution.workflowId} before its end was read: it was deleted, or its ` +
    'retention is over. Whether its outputs exist is not known: look for them before it is started again.';
  const error = { type: STAGE_ERRORS.remoteLost, message };
  return { outcome: 'failed', pipeline: unheard(execution, input), error };
}

/** For a pipeline that was to be stopped and had never started. Its run id is empty. */
export function pipelineNotFound(workflowId: string, input: MediaPipelineInput): PipelineItemOutcome {
  return { outcome: 'notFound', pipeline: unheard({ workflowId, runId: '', firstRunId: '' }, input) };
}

/** What is known of a pipeline that nobody can ask. */
function unheard(execution: PipelineExecution, input: MediaPipelineInput): ItemPipeline {
  const { workflowId, runId } = execution;
  const lineage = lineageOf(execution, input);
  return { workflowId, runId, lineage, outputs: {}, stages: stagesOf(undefined, input) };
}

function lineageOf({ workflowId, firstRunId }: PipelineExecution, { redrive }: MediaPipelineInput): Lineage {
  return redrive?.lineage ?? { workflowId, runId: firstRunId };
}

function outputsOf(ending: PipelineEnding, status: PipelineStatus | undefined): ItemPipeline['outputs'] {
  const result = ending.outcome === 'succeeded' ? ending.result : undefined;
  const kept = new Map(failureDetails(ending)?.succeeded.map(({ stage, outputUrl }) => [stage, outputUrl]));
  const urls = STAGES.flatMap((stage) => {
    const url = result ? result[URL_NAMES[stage]] : (kept.get(stage) ?? madeBy(status, stage));
    return url === undefined ? [] : [[URL_NAMES[stage], url] as const];
  });
  return Object.fromEntries(urls);
}

/** What a stage had made when the pipeline was stopped. */
function madeBy(status: PipelineStatus | undefined, stage: StageName): string | undefined {
  if (!status) return undefined;
  const { state, outcome, outputInvalid } = status.stages[stage];
  if (state === 'disabled' || outputInvalid || outcome?.outcome !== 'succeeded') return undefined;
  return outcome.outputUrl;
}

/** Without its own word, what the pipeline was given by the one it redoes is the least that is known. */
function stagesOf(status: PipelineStatus | undefined, input: MediaPipelineInput): ItemPipeline['stages'] {
  const stages: [string, InheritedStage][] = STAGES.flatMap((stage) => {
    const inherited = status ? inheritedStage(status.stages[stage]) : input.redrive?.stages[stage];
    return inherited ? [[stage, inherited]] : [];
  });
  return Object.fromEntries(stages);
}

function longestOf({ files }: MediaPipelineResult): number | undefined {
  const known = STAGES.flatMap((stage) => files[stage]?.durationSeconds ?? []);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** What the remote tasks of this pipeline took; what it adopted was another one's work. */
function remoteEffort(status: PipelineStatus | undefined): Pick<PipelineItemOutcome, 'busyMs' | 'calls'> {
  const ended = STAGES.flatMap((stage) => {
    const { adopted, outcome } = status?.stages[stage] ?? {};
    return outcome && !adopted ? [outcome] : [];
  });
  const times = ended.flatMap(({ createdAt, finishedAt }) =>
    createdAt === undefined || finishedAt === undefined ? [] : [Math.max(0, finishedAt - createdAt)],
  );
  const calls = ended.flatMap((outcome) => outcome.calls ?? []);
  return {
    ...(times.length > 0 && { busyMs: sum(times) }),
    ...(calls.length > 0 && { calls: sum(calls) }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const ENDED_BY = {
  cancelled: 'Cancelled',
  terminated: 'Terminated',
  timedOut: STAGE_ERRORS.timedOut,
} as const;

function errorOf(
  outcome: WithoutSuccess,
  cause: Error | undefined,
): NonNullable<PipelineItemOutcome['error']> {
  const message = cause?.message ?? 'no reason was recorded';
  if (outcome !== 'failed') return { type: ENDED_BY[outcome], message: presentable(message) };
  const [first, ...others] = failureDetails({ outcome, cause })?.failed ?? [];
  if (!first) {
    const type = cause instanceof ApplicationFailure ? cause.type : undefined;
    return { type: type ?? 'Unknown', message: presentable(message) };
  }
  const reasons = [first, ...others].map((stage) => `${stage.stage}: ${stage.message}`);
  return { type: first.type, message: presentable(reasons.join('; ')) };
}

function failureDetails(ending: PipelineEnding): PipelineFailureDetails | undefined {
  if (ending.outcome !== 'failed' || !(ending.cause instanceof ApplicationFailure)) return undefined;
  const { type, details } = ending.cause;
  return type === FAILURE_TYPES.pipelineFailed
    ? (details?.[0] as PipelineFailureDetails | undefined)
    : undefined;
}

/** Without secrets, and cut: redacted first, since half a URL cannot be told from text. */
function presentable(message: string): string {
  const text = redactUrls(message);
  return text.length <= MAX_MESSAGE_LENGTH ? text : `${text.slice(0, MAX_MESSAGE_LENGTH - 1)}…`;
}
