import type { ActivityRow, BatchItemRow, FileRow } from '@org/media-catalog';
import {
  FAILURE_TYPES,
  cancelBatch,
  pauseBatch,
  resumeBatch,
  type AccountProbe,
  type BatchFanOutInput,
  type BatchPlan,
  type ReadItemsResult,
  type RemoteOutcome,
  type RemoteWork,
  type WriteShardInput,
  type WrittenManifest,
} from '@org/media-contracts';
import type { HistoryEvent, StartedEvent, UpdateAcceptedEvent } from '../history/history-event.js';
import { batchEnd, type BatchEnd } from './batch-end.js';
import { batchNews } from './batch-news.js';
import { batchRow } from './batch-row.js';
import { remoteFileRow, storedFileRow } from './file-rows.js';
import { begunItem, endedItem } from './item-rows.js';
import {
  project,
  type Chunk,
  type Projected,
  type ProjectedRun,
  type Projection,
  type Reducer,
} from './project.js';

/** One run of a `batchFanOut` as its history tells it. What it counts it says itself, by its status and at its end. */
export interface BatchState {
  readonly run: ProjectedRun;
  readonly firstRunId: string;
  readonly input: Omit<BatchFanOutInput, 'list' | 'carried'>;
  /** What was planned is known of a batch that was handed over. */
  readonly plan?: Pick<BatchPlan, 'total' | 'invalid' | 'repeated'>;
  readonly parked?: { readonly kind: string; readonly reason: string };
  readonly paused?: { readonly reason?: string | undefined };
  readonly stopping: boolean;
  readonly writingManifest: boolean;
  /** With what the batch counted at its end, however it ended. */
  readonly manifest?: WrittenManifest;
  /** What the last event made. */
  readonly made?: FileRow;
  /** Items that the last event tells of. */
  readonly items?: readonly BatchItemRow[];
  readonly end?: BatchEnd;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const BATCH: Reducer<BatchState> = {
  kind: 'batch',
  begin,
  next: ({ made: _made, items: _items, ...state }, event, activity) => ({
    ...next(state, event, activity),
    updatedAt: event.at,
  }),
  news: batchNews,
  row: (state) => ({ batch: batchRow(state) }),
};

/** Reads the next events of one run of a batch. */
export function projectBatch(
  previous: Projection<BatchState> | undefined,
  chunk: Chunk,
): Projected<BatchState> {
  return project(BATCH, previous, chunk);
}

function begin(run: ProjectedRun, { firstRunId, input, at }: StartedEvent): BatchState {
  const { list: _list, carried, ...given } = (input ?? {}) as BatchFanOutInput;
  return {
    run,
    firstRunId,
    input: given,
    ...(carried && { plan: planned(carried.plan) }),
    ...(carried?.park && { parked: carried.park }),
    ...(carried?.pause && { paused: carried.pause }),
    stopping: carried?.stop !== undefined,
    writingManifest: false,
    createdAt: carried?.startedAt ?? at,
    updatedAt: at,
  };
}

function next(state: BatchState, event: HistoryEvent, activity: ActivityRow | undefined): BatchState {
  if (activity) return afterActivity(state, event, activity);
  switch (event.type) {
    case 'updateAccepted':
      return afterUpdate(state, event);
    case 'cancelRequested':
      return { ...state, stopping: true };
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'terminated':
    case 'timedOut':
      return { ...state, end: batchEnd(event) };
    default:
      return state;
  }
}

function afterActivity(state: BatchState, event: HistoryEvent, activity: ActivityRow): BatchState {
  const { type } = activity;
  if (event.type === 'activityScheduled') {
    return type === 'writeManifest' ? { ...state, writingManifest: true } : state;
  }
  const ofItem = type === 'processFile' || type === 'processPipeline';
  if (event.type === 'activityFailed' && ofItem && event.failure.type === FAILURE_TYPES.accountBlocked) {
    return { ...state, parked: state.parked ?? { kind: 'account', reason: event.failure.message } };
  }
  return event.type === 'activityCompleted' ? afterOutput(state, event.at, activity) : state;
}

function afterOutput(state: BatchState, at: number, { type, input, output }: ActivityRow): BatchState {
  switch (output === undefined ? undefined : type) {
    case 'planBatch':
      return { ...state, plan: planned(output as BatchPlan) };

    case 'probeAccount': {
      const { parked, ...others } = state;
      const probe = output as AccountProbe;
      return probe.ok || !parked ? others : { ...state, parked: { ...parked, reason: probe.reason } };
    }
    case 'readItems':
      return { ...state, items: (output as ReadItemsResult).items.map(begunItem) };
    case 'writeShard':
      return { ...state, items: (input as WriteShardInput).rows.map(endedItem) };
    case 'processFile': {
      const outcome = output as RemoteOutcome;
      if (outcome.outcome !== 'succeeded') return state;
      const role = `item-${indexOf(input as RemoteWork)}`;
      const { outputUrl: url, file } = outcome;
      return { ...state, made: remoteFileRow(state.run, { role, url, file, at }) };
    }
    case 'writeManifest': {
      const manifest = output as WrittenManifest;
      const { key, sha256: digest } = manifest;
      return { ...state, manifest, made: storedFileRow(state.run, { role: 'manifest', key, digest, at }) };
    }
    default:
      return state;
  }
}

function planned({ total, invalid, repeated }: BatchPlan): NonNullable<BatchState['plan']> {
  return { total, invalid, repeated };
}

/** What is accepted has been checked, and takes effect at once. */
function afterUpdate(state: BatchState, { name, input }: UpdateAcceptedEvent): BatchState {
  switch (name) {
    case pauseBatch.name:
      return { ...state, paused: input ?? {} };
    case resumeBatch.name: {
      // One that is parked asks whether the account works, and goes on when it does.
      const { paused: _paused, ...others } = state;
      return others;
    }
    case cancelBatch.name:
      return { ...state, stopping: true };
    default:
      return state;
  }
}

/** The name of an operation ends with the index that its item had in the first batch of a line of redrives. */
function indexOf({ operation }: RemoteWork): string {
  return operation.operationId.split('/').at(-1) ?? '';
}
