import { STAGES, type StageName } from '@org/media-contracts';
import type { Directions } from '../directions.js';
import type { RunState } from '../temporal/run-state.js';
import { nowOf, type TemporalSession } from '../temporal/temporal-session.js';
import { clause } from '../text/clause.js';
import { redact } from '../text/redact.js';
import { dateTime } from '../text/times.js';
import type { StagePicture } from './merge-picture.js';
import { readPipelineEnding, type PipelineEnding } from './pipeline-ending.js';
import { readPipeline, type PipelineReading } from './read-pipeline.js';
import { sinceText, stageWaitText } from './stage-wait-text.js';
import type { StageWait } from './stage-wait.js';

/** Why something is not finished, or how it ended. */
export interface PipelineReason {
  /** A stage, or `pipeline` for what concerns all of it. */
  readonly subject: StageName | 'pipeline';
  /** A sentence that a person can act on, without its subject. */
  readonly text: string;
  /** What the stage waits for. */
  readonly wait?: StageWait;
}

/** Why a pipeline is not finished, or how it ended. No URL has its query part, which may be a permission. */
export interface PipelineExplanation {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: RunState;
  /** True while it waits for a person. */
  readonly parked: boolean;
  readonly reasons: readonly PipelineReason[];
}

/** Asks a pipeline, and Temporal, what it waits for. Rejects with `notFound` when there is no such pipeline. */
export async function explainPipeline(
  session: TemporalSession,
  workflowId: string,
  { how }: { readonly how: Directions },
): Promise<PipelineExplanation> {
  const reading = await readPipeline(session, workflowId);
  const { runId, state, picture } = reading;
  const ending = state === 'running' ? undefined : await readPipelineEnding(session, reading);
  const reasons = pipelineReasons(reading, ending, { how, now: nowOf(session) });
  return { workflowId, runId, state, parked: picture.phase === 'parked', reasons: redact(reasons) };
}

export interface PipelineReasonOptions {
  readonly how: Directions;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The reasons of one reading: for every unfinished stage what it waits for, since when, and what happens next;
 * for a closed pipeline how it ended, what was kept, and what to run next.
 */
export function pipelineReasons(
  reading: PipelineReading,
  ending: PipelineEnding | undefined,
  options: PipelineReasonOptions,
): PipelineReason[] {
  return ending ? endingReasons(reading, ending, options) : runningReasons(reading, options);
}

function runningReasons(reading: PipelineReading, { how, now }: PipelineReasonOptions): PipelineReason[] {
  const { picture, silence, workflowId } = reading;
  const reasons: PipelineReason[] = silence ? [{ subject: 'pipeline', text: silence }] : [];
  for (const subject of STAGES) {
    const { wait, deadlineAt, state, error } = picture.stages[subject];
    if (state === 'failed' || state === 'timedOut') {
      const why = error ? `: ${error.type}: ${clause(error.message)}` : '';
      reasons.push({
        subject,
        text: `${state}${why}. The other stages go on; then the pipeline fails and can be redriven.`,
      });
    }
    if (!wait) continue;
    const giveUp = deadlineAt === undefined ? '' : giveUpText(state, wait, deadlineAt);
    reasons.push({
      subject,
      text: `${stageWaitText(wait, workflowId, how)}${sinceText(wait.since, now)}${giveUp}`,
      wait,
    });
  }
  if (reasons.length === 0)
    reasons.push({ subject: 'pipeline', text: 'every stage has ended; the pipeline is closing.' });
  return reasons;
}

/** Time parked or without quota is not counted. */
function giveUpText(state: StagePicture['state'], wait: StageWait, deadlineAt: number): string {
  if (state === 'parked' || wait.for === 'quota') return ' The deadline moves on meanwhile.';
  return ` Gives up at ${dateTime(deadlineAt)}.`;
}

function endingReasons(
  reading: PipelineReading,
  { state, failure }: PipelineEnding,
  { how }: PipelineReasonOptions,
): PipelineReason[] {
  const { workflowId, closedAt, picture, status, silence } = reading;
  const at = closedAt === undefined ? '' : ` at ${dateTime(closedAt)}`;
  const why = failure ? `: ${failure.message}` : '';
  const reasons: PipelineReason[] = [{ subject: 'pipeline', text: `${state}${at}${why}` }];
  if (!status && silence) reasons.push({ subject: 'pipeline', text: silence });
  for (const subject of STAGES) {
    const text = endedStage(picture.stages[subject], state);
    if (text) reasons.push({ subject, text });
  }
  if (state !== 'succeeded') {
    const text = `run only what is missing: ${how({ do: 'redrivePipeline', id: workflowId })}`;
    reasons.push({ subject: 'pipeline', text });
  }
  return reasons;
}

function endedStage(stage: StagePicture, ended: PipelineEnding['state']): string | undefined {
  const { state, error, remoteId, leftRunning, outputInvalid, outcome } = stage;
  if (state === 'unknown' || state === 'disabled') return undefined;
  const left = leftRunning ? ` Remote task ${leftRunning.remoteId} was left ${leftRunning.state}.` : '';
  const told = remoteId === undefined || error?.message.includes(remoteId);
  const task = told ? '' : ` (remote task ${remoteId})`;
  if (state === 'succeeded') {
    const url = outcome?.outcome === 'succeeded' ? ` ${outcome.outputUrl}` : '';
    return outputInvalid
      ? `its output was found wrong and will be made again${task}.`
      : `${ended === 'succeeded' ? 'done' : 'kept'}:${url}`;
  }
  if (state === 'pending') return 'never began.';
  if (error) return `${state}: ${error.type}: ${clause(error.message)}${task}.${left}`;
  if (state === 'failed' || state === 'timedOut' || state === 'cancelled') return `${state}${task}.${left}`;
  return `was ${state} when the pipeline ended as ${ended}${task}: a redrive re-attaches to what still runs.${left}`;
}
