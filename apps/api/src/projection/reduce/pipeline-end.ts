import {
  FAILURE_TYPES,
  STAGE_ERRORS,
  STAGES,
  type MediaPipelineResult,
  type PipelineFailureDetails,
} from '@org/media-contracts';
import type { EndEvent, EventFailure } from '../history/history-event.js';
import type { StageTracks } from './project-pipeline.js';
import type { StageTrack } from './stage-track.js';

/** How a pipeline ended. */
export interface PipelineEnd {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly at: number;
  readonly result?: MediaPipelineResult;
  readonly error?: { readonly type: string; readonly message: string };
  readonly details?: PipelineFailureDetails;
}

export function pipelineEnd(event: EndEvent): PipelineEnd {
  const { at } = event;
  switch (event.type) {
    case 'completed':
      return {
        state: 'succeeded',
        at,
        ...(isObject(event.output) && { result: event.output as MediaPipelineResult }),
      };
    case 'cancelled':
      return { state: 'cancelled', at };
    case 'failed':
      return { state: 'failed', at, error: errorOf(event.failure), ...detailsOf(event.failure) };
    case 'terminated':
    case 'timedOut':
      return { state: 'failed', at, error: errorWithoutFailure(event) };
  }
}

/** The error of a workflow that could say nothing itself. */
export function errorWithoutFailure(event: Extract<EndEvent, { type: 'terminated' | 'timedOut' }>): {
  type: string;
  message: string;
} {
  if (event.type === 'timedOut') {
    return { type: STAGE_ERRORS.timedOut, message: 'the time that Temporal gave the workflow is over' };
  }
  return { type: 'Terminated', message: event.reason || 'it was terminated without a reason' };
}

export function errorOf({ type = 'Unexpected', message }: EventFailure): { type: string; message: string } {
  return { type, message };
}

/** The stages as the pipeline itself counts them; what it says nothing of ended with it. */
export function stagesAtEnd(stages: StageTracks, end: PipelineEnd): StageTracks {
  return STAGES.reduce<StageTracks>((all, stage) => ({ ...all, [stage]: atEnd(all[stage], end) }), stages);
}

function atEnd(
  { waitingFor: _waitingFor, setback, ...track }: StageTrack,
  { at, details }: PipelineEnd,
): StageTrack {
  const failed = details?.failed.find(({ stage }) => stage === track.stage);
  if (failed) {
    const { type, message, generation = track.generation, remoteId = track.remoteId } = failed;
    const state = type === STAGE_ERRORS.timedOut ? 'timedOut' : 'failed';
    return {
      ...track,
      state,
      ...(generation !== undefined && { generation }),
      ...(remoteId !== undefined && { remoteId }),
      error: { type, message },
      endedAt: track.endedAt ?? at,
    };
  }
  if (setback) return { ...track, state: 'failed' };
  return OPEN.has(track.state) ? { ...track, state: 'cancelled', endedAt: at } : track;
}

const OPEN: ReadonlySet<string> = new Set(['running', 'backingOff', 'waitingForQuota', 'parked']);

function detailsOf({ type, details }: EventFailure): { details?: PipelineFailureDetails } {
  const { failed } = (details ?? {}) as Partial<PipelineFailureDetails>;
  return type === FAILURE_TYPES.pipelineFailed && failed
    ? { details: details as PipelineFailureDetails }
    : {};
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
