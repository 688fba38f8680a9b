import type { Directions } from '../directions.js';
import { clause } from '../text/clause.js';
import { dateTime, sinceTime } from '../text/times.js';
import type { StageWait } from './stage-wait.js';

/** What a wait is for and what happens next, in a sentence without its subject. */
export function stageWaitText(wait: StageWait, workflowId: string, how: Directions): string {
  switch (wait.for) {
    case 'stages':
      return `has not begun: it needs ${wait.what} first.`;
    case 'slot':
      return `waits for a worker with a free slot to take ${wait.activity}${wait.because === undefined ? '' : ` again, since the last attempt ended with: ${clause(wait.because)}`}. Goes on by itself once one polls; "${how({ do: 'checkWorkers' })}" shows who polls.`;
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
      return `waits for a person: ${clause(wait.reason)}.${wait.nextProbeAt === undefined ? '' : ` Asks again by itself at ${dateTime(wait.nextProbeAt)}; at once after: ${how({ do: 'resumePipeline', id: workflowId })}.`}`;
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

/** ` Since 2026-11-21 14:03:09Z (3 min).`, or nothing when nobody knows. */
export function sinceText(since: number | undefined, now: number): string {
  return since === undefined ? '' : ` Since ${sinceTime(since, now)}.`;
}
