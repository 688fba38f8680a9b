import type { ActivityRow, StageRow } from '@org/media-catalog';
import {
  FAILURE_TYPES,
  STAGE_ERRORS,
  type InheritedStage,
  type MediaFile,
  type OutputInspection,
  type RemoteOutcome,
  type RemoteWork,
  type StageName,
} from '@org/media-contracts';
import type { EventFailure, HistoryEvent, TimerStartedEvent } from '../history/history-event.js';

/** A stage as its history tells it. */
export interface StageTrack extends StageRow {
  readonly waitingFor?: string;
  readonly file?: MediaFile;
  /** A generation ended without success; whether another one follows is for the workflow to say. */
  readonly setback?: 'unanswered' | 'answered';
}

/** The stage behind each type of activity. */
export const STAGE_OF_ACTIVITY: Readonly<Record<string, StageName>> = {
  ingest: 'ingest',
  generateThumbnails: 'thumbnails',
  extractAudio: 'audio',
  transcode: 'transcode',
};

const STAGE_TIMER = /^(ingest|thumbnails|audio|transcode): (back-off|waiting for quota)/;

/** A stage at the start of its pipeline: one that a redrive takes over has succeeded already. */
export function newTrack(
  stage: StageName,
  { disabled, inherited }: { disabled: boolean; inherited: InheritedStage | undefined },
): StageTrack {
  if (disabled) return { stage, state: 'disabled' };
  const { operation, outcome, outputInvalid } = inherited ?? {};
  if (!operation || outcome?.outcome !== 'succeeded' || outputInvalid) return { stage, state: 'pending' };
  const { remoteId, outputUrl, file } = outcome;
  return { stage, state: 'succeeded', generation: operation.generation, remoteId, outputUrl, file };
}

/** The stage after an event of the activity that carries out one of its generations. */
export function afterActivity(track: StageTrack, event: HistoryEvent, activity: ActivityRow): StageTrack {
  switch (event.type) {
    case 'activityScheduled':
      return scheduled(track, event.at, activity);
    case 'activityCompleted':
      return ended(track, event.at, event.output as RemoteOutcome | undefined);
    case 'activityFailed':
    case 'activityTimedOut':
      return thrown(track, event.at, event.failure);
    case 'activityCancelled':
      return { ...settled(track), state: 'cancelled', endedAt: event.at };
    default:
      return track;
  }
}

/** The workflow has decided on everything so far: a setback that it let pass twice is the end of its stage. */
export function afterTask(track: StageTrack): StageTrack {
  if (track.setback === 'unanswered') return { ...track, setback: 'answered' };
  return track.setback === 'answered' ? { ...settled(track), state: 'failed' } : track;
}

/** The stage that a timer is for, by its summary, and that stage while it waits. */
export function afterTimer(
  stages: Readonly<Record<StageName, StageTrack>>,
  { summary = '', until }: TimerStartedEvent,
): StageTrack | undefined {
  const [, stage, reason] = STAGE_TIMER.exec(summary) ?? [];
  if (!stage) return undefined;
  const track = stages[stage as StageName];
  const when = new Date(until).toISOString();
  if (reason !== 'back-off')
    return { ...settled(track), state: 'waitingForQuota', waitingFor: `quota until ${when}` };
  const why = track.error ? `, since ${track.error.message}` : '';
  return { ...settled(track), state: 'backingOff', waitingFor: `the next generation at ${when}${why}` };
}

/** The output was read: it is known better now, or found wrong. */
export function afterInspection(track: StageTrack, inspection: OutputInspection, at: number): StageTrack {
  if (inspection.valid) return { ...track, file: inspection.file };
  const error = { type: STAGE_ERRORS.outputInvalid, message: inspection.reason };
  return { ...track, state: 'failed', error, endedAt: at };
}

function scheduled(track: StageTrack, at: number, { input }: ActivityRow): StageTrack {
  const { stage, startedAt = at } = track;
  const { operation, remoteId } = input as RemoteWork;
  const { generation } = operation;
  return { stage, state: 'running', generation, startedAt, ...(remoteId !== undefined && { remoteId }) };
}

function ended(track: StageTrack, at: number, outcome: RemoteOutcome | undefined): StageTrack {
  if (!outcome) return track;
  const { remoteId } = outcome;
  if (outcome.outcome !== 'succeeded') {
    const error = { type: STAGE_ERRORS[outcome.outcome], message: outcome.error.message };
    return { ...track, remoteId, error, setback: 'unanswered', endedAt: at };
  }
  const { outputUrl, file } = outcome;
  return { ...settled(track), state: 'succeeded', remoteId, outputUrl, file, endedAt: at };
}

function thrown(track: StageTrack, at: number, failure: EventFailure): StageTrack {
  const { type = 'Unexpected', message, details } = failure;
  if (type === FAILURE_TYPES.accountBlocked) {
    return { ...track, state: 'parked', waitingFor: 'the account to work again' };
  }
  const { throttledMs = 0 } = (details ?? {}) as { throttledMs?: number };
  const isTimeout = type === STAGE_ERRORS.timedOut;
  if (type === FAILURE_TYPES.throttled || (isTimeout && throttledMs > 0)) {
    return { ...track, state: 'waitingForQuota', waitingFor: 'quota' };
  }
  const state = isTimeout ? 'timedOut' : 'failed';
  return { ...settled(track), state, error: { type, message }, endedAt: at };
}

/** Without what it waited for. */
function settled({ waitingFor: _waitingFor, setback: _setback, ...track }: StageTrack): StageTrack {
  return track;
}
