import { FAILURE_TYPES, type PipelineStatus, type StageName, type StageStatus } from '@org/media-contracts';
import { defined } from '../defined.js';
import type { PendingActivity } from '../temporal/pending-activity.js';

/** Why an unfinished stage does not move on by itself right now. `until` and `at` are ms since the epoch. */
export type StageWait =
  /** Earlier stages. */
  | { readonly for: 'stages'; readonly what: string; readonly since?: number }
  /** A worker with a free slot to take the activity. */
  | {
      readonly for: 'slot';
      readonly activity: string;
      /** How the last attempt ended, if this is not the first. */
      readonly because?: string;
      readonly since?: number;
    }
  /** The service to answer the request that creates the task or finds it again. */
  | { readonly for: 'request'; readonly attempt: number; readonly since?: number }
  | {
      readonly for: 'remote';
      readonly remoteId?: string;
      readonly progress?: number;
      readonly remoteStatus?: string;
      /** Since when the service denies a task that it named before. */
      readonly missingSince?: number;
      readonly since?: number;
    }
  | { readonly for: 'quota'; readonly until?: number; readonly since?: number }
  /** The next attempt, which costs nothing at the service. */
  | {
      readonly for: 'retry';
      readonly attempt: number;
      readonly at?: number;
      readonly because: string;
      readonly since?: number;
    }
  /** The next generation: another remote task. */
  | {
      readonly for: 'generation';
      readonly generation: number;
      readonly at?: number;
      readonly because: string;
      readonly since?: number;
    }
  | {
      readonly for: 'person';
      readonly reason: string;
      readonly nextProbeAt?: number;
      readonly since?: number;
    }
  | { readonly for: 'cancellation'; readonly since?: number }
  /** The workflow itself: its worker has the next step. */
  | { readonly for: 'workflow'; readonly what: string; readonly since?: number };

export interface WaitSources {
  readonly stage: StageName;
  readonly own: StageStatus | undefined;
  readonly activity: PendingActivity | undefined;
  readonly status: PipelineStatus | undefined;
  readonly now: number;
}

/** What a stage waits for; undefined when it has ended, was switched off, or nothing is known of it. */
export function stageWait(sources: WaitSources): StageWait | undefined {
  const { own, activity, status } = sources;
  if (!own) return activity && activityWait(activity, sources.now);
  const since = { since: own.since };
  switch (own.state) {
    case 'disabled':
    case 'succeeded':
    case 'failed':
    case 'timedOut':
    case 'cancelled':
      return undefined;
    case 'pending':
      return { for: 'stages', what: own.waitingFor ?? before(sources), ...since };
    case 'parked':
      return {
        for: 'person',
        reason: status?.parked?.reason ?? own.waitingFor ?? 'the account is refused',
        ...(status?.parked ? { nextProbeAt: status.parked.nextProbeAt, since: status.parked.since } : since),
      };
    case 'waitingForQuota':
      return activity
        ? activityWait(activity, sources.now)
        : { for: 'quota', ...defined({ until: own.until }), ...since };
    case 'backingOff':
      return {
        for: 'generation',
        generation: (own.operation?.generation ?? 1) + 1,
        because: setback(own),
        ...defined({ at: own.until }),
        ...since,
      };
    case 'running':
      if (activity) return activityWait(activity, sources.now);
      return { for: 'workflow', what: own.waitingFor ?? 'its next step', ...since };
    default:
      return { for: 'workflow', what: `a state this release does not know (${String(own.state)})`, ...since };
  }
}

/** What a pending activity waits for. The last thing that speaks decides: a retry that is waited for hides an old heartbeat. */
export function activityWait(activity: PendingActivity, now: number): StageWait {
  const { state, attempt, heartbeat } = activity;
  if (state === 'cancelRequested')
    return { for: 'cancellation', ...defined({ since: activity.heartbeatAt }) };
  if (state === 'paused') {
    const reason = 'an operator paused the activity: temporal activity unpause';
    return { for: 'person', reason, ...defined({ since: activity.scheduledAt }) };
  }
  if (state === 'scheduled') return scheduledWait(activity, now);
  if (!heartbeat) return { for: 'request', attempt, ...defined({ since: activity.startedAt }) };
  if (heartbeat.waitingFor === 'quota')
    return { for: 'quota', ...defined({ until: heartbeat.until, since: activity.startedAt }) };
  if (heartbeat.waitingFor === 'retry') {
    const because = lastTrouble(activity) ?? 'the service did not answer as it should';
    return { for: 'retry', attempt, because, ...defined({ at: heartbeat.until, since: activity.startedAt }) };
  }
  const { remoteId, progress, remoteStatus, missingSince } = heartbeat;
  return {
    for: 'remote',
    ...defined({ remoteId, progress, remoteStatus, missingSince, since: activity.startedAt }),
  };
}

/** What went wrong last, as far as anybody told: reads that fail do not fail the attempt that waits for them. */
export function lastTrouble({ heartbeat, lastFailure }: PendingActivity): string | undefined {
  return heartbeat?.because ?? lastFailure?.message;
}

function scheduledWait(activity: PendingActivity, now: number): StageWait {
  const { nextAttemptAt, lastFailure, attempt, type, scheduledAt } = activity;
  if (nextAttemptAt === undefined || nextAttemptAt <= now) {
    const since = nextAttemptAt ?? scheduledAt;
    return { for: 'slot', activity: type, ...defined({ because: lastFailure?.message, since }) };
  }
  if (lastFailure?.type === FAILURE_TYPES.throttled) return { for: 'quota', until: nextAttemptAt };
  return {
    for: 'retry',
    attempt,
    at: nextAttemptAt,
    because: lastFailure?.message ?? 'the last attempt failed',
  };
}

/** Only what surely holds: a transcode may or may not run beside thumbnails and audio. */
function before({ stage, status }: WaitSources): string {
  if (stage === 'ingest') return 'the workflow to begin';
  if (isOpen(status?.stages.ingest)) return 'ingest';
  if (stage !== 'transcode') return 'the workflow to go on';
  const open = (['thumbnails', 'audio'] as const).filter((name) => isOpen(status?.stages[name]));
  return open.length > 0 ? open.join(' and ') : 'the workflow to go on';
}

function isOpen(stage: StageStatus | undefined): boolean {
  return !['disabled', 'succeeded', 'failed', 'timedOut', 'cancelled'].includes(stage?.state ?? '');
}

function setback({ outcome, waitingFor }: StageStatus): string {
  if (outcome && outcome.outcome !== 'succeeded') return outcome.error.message;
  return waitingFor ?? 'the last generation did not succeed';
}
