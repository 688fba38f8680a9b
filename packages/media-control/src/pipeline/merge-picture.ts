import { STAGES, type PipelineStatus, type StageName, type StageStatus } from '@org/media-contracts';
import { defined } from '../defined.js';
import type { PendingActivity } from '../temporal/pending-activity.js';
import { stageWait, type StageWait } from './stage-wait.js';

/** One stage, as the workflow and Temporal together know it. */
export interface StagePicture extends Omit<StageStatus, 'state' | 'since'> {
  /** `unknown` when no worker answered and nothing is pending for the stage. */
  readonly state: StageStatus['state'] | 'unknown';
  readonly since?: number;
  readonly activity?: PendingActivity;
  /** 0 to 100. */
  readonly progress?: number;
  /** The service's own word for the state of the remote task. */
  readonly remoteStatus?: string;
  /** What the stage waits for; absent once it has ended. */
  readonly wait?: StageWait;
}

/** What is known of a pipeline, from its own query and from Temporal's list of pending activities. */
export interface Picture extends Partial<Omit<PipelineStatus, 'stages'>> {
  readonly stages: Record<StageName, StagePicture>;
  /** Pending activities that belong to no stage's operation, for example the probe of a parked account. */
  readonly others: readonly PendingActivity[];
}

const STAGE_OF_ACTIVITY: Readonly<Record<string, StageName>> = {
  ingest: 'ingest',
  generateThumbnails: 'thumbnails',
  extractAudio: 'audio',
  transcode: 'transcode',
};

/**
 * Puts both sources into one picture.
 *
 * @param status The workflow's own answer; undefined when no worker answered: what is pending still shows.
 * @param now Milliseconds since the epoch: tells a retry that is due from one that is being waited for.
 */
export function mergePicture(
  status: PipelineStatus | undefined,
  pending: readonly PendingActivity[],
  now: number,
): Picture {
  const claimed = new Set<PendingActivity>();
  const stages = Object.fromEntries(
    STAGES.map((stage) => {
      const own = status?.stages[stage];
      const activity = pending.find((one) => belongsTo(stage, own, one));
      if (activity) claimed.add(activity);
      return [stage, stagePicture({ stage, own, activity, status, now })];
    }),
  ) as Record<StageName, StagePicture>;
  const { stages: _stages, ...head } = status ?? { stages: undefined };
  return { ...head, stages, others: pending.filter((one) => !claimed.has(one)) };
}

/** By id, which a stage shares with no other; by name only when the workflow told nothing. */
function belongsTo(stage: StageName, own: StageStatus | undefined, activity: PendingActivity): boolean {
  if (own?.activityId !== undefined) return own.activityId === activity.activityId;
  return STAGE_OF_ACTIVITY[activity.type] === stage;
}

interface StageSources {
  readonly stage: StageName;
  readonly own: StageStatus | undefined;
  readonly activity: PendingActivity | undefined;
  readonly status: PipelineStatus | undefined;
  readonly now: number;
}

function stagePicture({ stage, own, activity, status, now }: StageSources): StagePicture {
  const heartbeat = activity?.heartbeat;
  return {
    ...(own ?? { state: activity ? 'running' : 'unknown', ...defined({ since: activity?.scheduledAt }) }),
    ...defined({
      remoteId: heartbeat?.remoteId ?? own?.remoteId,
      activity,
      progress: heartbeat?.progress,
      remoteStatus: heartbeat?.remoteStatus,
      wait: stageWait({ stage, own, activity, status, now }),
    }),
  };
}
