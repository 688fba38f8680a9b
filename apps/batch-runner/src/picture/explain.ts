import { STAGES, type StageName } from '@org/media-contracts';
import type { Ending } from '../temporal/ending.js';
import type { PipelineReading } from '../temporal/read-pipeline.js';
import { clause } from './clause.js';
import type { StagePicture } from './merge-picture.js';
import type { StageWait } from './stage-wait.js';
import { dateTime, duration } from './times.js';

/** Why something is not finished, or how it ended, in a sentence a person can act on. */
export interface Reason {
  /** A stage, or `pipeline` for what concerns all of it. */
  readonly subject: StageName | 'pipeline';
  readonly text: string;
}

/**
 * Explains a pipeline: for every unfinished stage what it waits for, since when, and what happens next;
 * for a closed pipeline how it ended, what was kept, and what to run next.
 */
export function explain(reading: PipelineReading, ending: Ending | undefined, now: number): Reason[] {
  return ending ? explainEnding(reading, ending) : explainRunning(reading, now);
}

function explainRunning(reading: PipelineReading, now: number): Reason[] {
  const { picture, silence, workflowId } = reading;
  const reasons: Reason[] = silence ? [{ subject: 'pipeline', text: silence }] : [];
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
      text: `${waitSentence(wait, workflowId)}${sinceText(wait.since, now)}${giveUp}`,
    });
  }
  if (reasons.length === 0)
    reasons.push({ subject: 'pipeline', text: 'every stage has ended; the pipeline is closing.' });
  return reasons;
}

/** What a wait is for and what happens next, in a sentence without its subject. */
export function waitSentence(wait: StageWait, workflowId: string): string {
  switch (wait.for) {
    case 'stages':
      return `has not begun: it needs ${wait.what} first.`;
    case 'slot':
      return `waits for a worker with a free slot to take ${wait.activity}. Goes on by itself once one polls; "batch-runner doctor" shows who polls.`;
    case 'request':
      return `asks the remote service to create or find its task (attempt ${wait.attempt}).`;
    case 'remote':
      return remoteSentence(wait);
    case 'quota':
      return `waits for quota${wait.until === undefined ? '' : ` until ${dateTime(wait.until)}`}: the service asked for patience (429). Goes on by itself.`;
    case 'retry':
      return `attempt ${wait.attempt} follows${wait.at === undefined ? '' : ` at ${dateTime(wait.at)}`} because the last one failed: ${clause(wait.because)}. Attempts cost nothing at the service.`;
    case 'generation':
      return `generation ${wait.generation}, a new remote task, follows${wait.at === undefined ? '' : ` at ${dateTime(wait.at)}`} because the last one ended badly: ${clause(wait.because)}.`;
    case 'person':
      return `waits for a person: ${clause(wait.reason)}.${wait.nextProbeAt === undefined ? '' : ` Asks again by itself at ${dateTime(wait.nextProbeAt)}; at once after: batch-runner pipeline resume ${workflowId}.`}`;
    case 'cancellation':
      return 'is being cancelled: its worker learns of it with the next heartbeat, then what is left running is looked up.';
    case 'workflow':
      return `waits for ${wait.what}: the workflow worker has the next step.`;
  }
}

function remoteSentence(wait: Extract<StageWait, { for: 'remote' }>): string {
  const task = `remote task ${wait.remoteId ?? '(not named yet)'}`;
  if (wait.missingSince !== undefined) {
    return `${task} is not known to the service since ${dateTime(wait.missingSince)}; it counts as lost after 5 minutes, then another generation follows.`;
  }
  const progress = wait.progress === undefined ? '' : ` at ${Math.round(wait.progress)} %`;
  return `waits for ${task}${progress}${wait.remoteStatus === undefined ? '' : ` (${wait.remoteStatus})`}. Goes on by itself when it ends.`;
}

/** Time parked or without quota is not counted. */
function giveUpText(state: StagePicture['state'], wait: StageWait, deadlineAt: number): string {
  if (state === 'parked' || wait.for === 'quota') return ' The deadline moves on meanwhile.';
  return ` Gives up at ${dateTime(deadlineAt)}.`;
}

export function sinceText(since: number | undefined, now: number): string {
  return since === undefined ? '' : ` Since ${dateTime(since)} (${duration(now - since)}).`;
}

function explainEnding(reading: PipelineReading, { state, failure }: Ending): Reason[] {
  const { workflowId, closedAt, picture, status, silence } = reading;
  const at = closedAt === undefined ? '' : ` at ${dateTime(closedAt)}`;
  const why = failure ? `: ${failure.message}` : '';
  const reasons: Reason[] = [{ subject: 'pipeline', text: `${state}${at}${why}` }];
  if (!status && silence) reasons.push({ subject: 'pipeline', text: silence });
  for (const subject of STAGES) {
    const text = endedStage(picture.stages[subject], state);
    if (text) reasons.push({ subject, text });
  }
  if (state !== 'succeeded') {
    const text = `run only what is missing: batch-runner pipeline redrive ${workflowId}`;
    reasons.push({ subject: 'pipeline', text });
  }
  return reasons;
}

function endedStage(stage: StagePicture, ended: Ending['state']): string | undefined {
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
