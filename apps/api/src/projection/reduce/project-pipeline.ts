import type { ActivityRow } from '@org/media-catalog';
import {
  FAILURE_TYPES,
  STAGES,
  type AccountProbe,
  type InspectOutputInput,
  type MediaPipelineInput,
  type OutputInspection,
  type StageName,
} from '@org/media-contracts';
import type { HistoryEvent, StartedEvent } from '../history/history-event.js';
import { pipelineEnd, stagesAtEnd, type PipelineEnd } from './pipeline-end.js';
import { pipelineNews } from './pipeline-news.js';
import { pipelineRow } from './pipeline-row.js';
import {
  project,
  type Chunk,
  type Projected,
  type ProjectedRun,
  type Projection,
  type Reducer,
} from './project.js';
import {
  STAGE_OF_ACTIVITY,
  afterActivity,
  afterInspection,
  afterTask,
  afterTimer,
  newTrack,
  type StageTrack,
} from './stage-track.js';

export type StageTracks = Readonly<Record<StageName, StageTrack>>;

/** A `mediaPipeline` as its history tells it. */
export interface PipelineState {
  readonly run: ProjectedRun;
  readonly firstRunId: string;
  readonly input: MediaPipelineInput;
  readonly stages: StageTracks;
  /** Why nothing new starts: the account was refused. */
  readonly parked?: string;
  readonly cancelling: boolean;
  readonly end?: PipelineEnd;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const PIPELINE: Reducer<PipelineState> = {
  kind: 'pipeline',
  begin,
  next: (state, event, activity) => ({ ...next(state, event, activity), updatedAt: event.at }),
  news: pipelineNews,
  row: (state) => ({ pipeline: pipelineRow(state) }),
};

/** Reads the next events of a pipeline. */
export function projectPipeline(
  previous: Projection<PipelineState> | undefined,
  chunk: Chunk,
): Projected<PipelineState> {
  return project(PIPELINE, previous, chunk);
}

function begin(run: ProjectedRun, { firstRunId, input, at }: StartedEvent): PipelineState {
  // One that was started by hand with something else fails by itself, and says why.
  const given = (input ?? {}) as MediaPipelineInput;
  const track = (stage: StageName): StageTrack =>
    newTrack(stage, {
      disabled: given.stages?.[stage]?.enabled === false,
      inherited: given.redrive?.stages[stage],
    });
  return {
    run,
    firstRunId,
    input: given,
    stages: {
      ingest: track('ingest'),
      thumbnails: track('thumbnails'),
      audio: track('audio'),
      transcode: track('transcode'),
    },
    cancelling: false,
    createdAt: at,
    updatedAt: at,
  };
}

function next(state: PipelineState, event: HistoryEvent, activity: ActivityRow | undefined): PipelineState {
  if (activity) return afterActivityOf(state, event, activity);
  switch (event.type) {
    case 'taskCompleted':
      return STAGES.reduce((now, stage) => withStage(now, afterTask(now.stages[stage])), state);
    case 'timerStarted':
      return withStage(state, afterTimer(state.stages, event));
    case 'cancelRequested':
      return { ...state, cancelling: true };
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'terminated':
    case 'timedOut': {
      const end = pipelineEnd(event);
      return { ...state, stages: stagesAtEnd(state.stages, end), end };
    }
    default:
      return state;
  }
}

function afterActivityOf(state: PipelineState, event: HistoryEvent, activity: ActivityRow): PipelineState {
  const { type, output, input } = activity;
  const stage = STAGE_OF_ACTIVITY[type];
  if (stage) return parkedBy(event, withStage(state, afterActivity(state.stages[stage], event, activity)));
  if (event.type !== 'activityCompleted') return state;
  if (type === 'probeAccount') {
    const { parked, ...others } = state;
    const probe = output as AccountProbe | undefined;
    return probe?.ok || parked === undefined ? others : { ...state, parked: probe?.reason ?? parked };
  }
  if (type === 'inspectOutput' && output) {
    const track = Object.values(state.stages).find(
      ({ outputUrl }) => outputUrl === (input as InspectOutputInput).url,
    );
    return withStage(state, track && afterInspection(track, output as OutputInspection, event.at));
  }
  return state;
}

/** One stage that is refused parks the whole pipeline. */
function parkedBy(event: HistoryEvent, state: PipelineState): PipelineState {
  const blocked = event.type === 'activityFailed' && event.failure.type === FAILURE_TYPES.accountBlocked;
  return blocked ? { ...state, parked: state.parked ?? event.failure.message } : state;
}

function withStage(state: PipelineState, track: StageTrack | undefined): PipelineState {
  if (!track || track === state.stages[track.stage]) return state;
  return { ...state, stages: { ...state.stages, [track.stage]: track } };
}
