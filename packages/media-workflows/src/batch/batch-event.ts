import type {
  AccountProbe,
  BatchPlan,
  Concurrency,
  FoundRemote,
  ItemKind,
  ItemRange,
  PipelineItemOutcome,
  PlannedItem,
  RemoteOutcome,
} from '@org/media-contracts';
import type { ActivityTrouble } from '../stage-failure.js';

/** Items are read ahead by kind, or because the run before had begun them. */
export type ReadPurpose = ItemKind | 'carried';

/** What can happen to a batch. */
export type BatchEvent =
  | { type: 'planned'; plan: BatchPlan }
  | { type: 'planCancelled' }
  | { type: 'read'; purpose: ReadPurpose; items: readonly PlannedItem[] }
  | { type: 'ended'; index: number; outcome: RemoteOutcome }
  | { type: 'pipelineEnded'; index: number; outcome: PipelineItemOutcome }
  | { type: 'threw'; index: number; trouble: ActivityTrouble; remoteId?: string | undefined }
  /** An activity that was asked to end did so without an outcome. */
  | { type: 'itemCancelled'; index: number; remoteId?: string | undefined }
  | { type: 'lookedUp'; index: number; found: FoundRemote | { problem: string } }
  | { type: 'shardWritten'; key: string }
  | { type: 'probed'; probe: AccountProbe }
  | { type: 'pause'; reason?: string | undefined }
  | { type: 'resume' }
  | { type: 'cancel'; wait: boolean; reason: string }
  | { type: 'setConcurrency'; concurrency: Concurrency }
  | { type: 'setSpendCap'; cap: number | undefined };

/** What is to be done next. A command is given once; what comes of it is an event. */
export type BatchCommand =
  | { do: 'plan' }
  | { do: 'cancelPlan' }
  | { do: 'read'; purpose: ReadPurpose; ranges: ItemRange[] }
  | { do: 'run'; index: number }
  | { do: 'cancelItem'; index: number }
  | { do: 'lookUp'; index: number }
  | { do: 'writeShard'; indices: readonly number[] }
  | { do: 'probe' }
  /** Ends this run: nothing is in hand that the next one cannot take up. */
  | { do: 'handOver' }
  | { do: 'conclude' };

/** How full the history is, as the server judges it. */
export interface HistoryPressure {
  /** The server suggests to continue as new. */
  readonly suggested: boolean;
  /** The history is more than twice as long as it was when that was first suggested. */
  readonly pressing: boolean;
  /** It is suggested because of updates, which add events without results. */
  readonly byUpdates: boolean;
}

export const NO_PRESSURE: HistoryPressure = { suggested: false, pressing: false, byUpdates: false };
