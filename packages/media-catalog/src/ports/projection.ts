import type { BatchStatus } from '@org/media-contracts';
import type { ActivityRow } from './activity.js';
import type { BatchItemRow, BatchRow } from './batch.js';
import type { CallbackRow } from './callback.js';
import type { EventRow } from './event.js';
import type { FileRow } from './file.js';
import type { PipelineRow } from './pipeline.js';
import type { ResourceKind } from './resource-kind.js';

/** What one reading of a workflow's history changes, written in one transaction. */
export interface WorkflowUpdate {
  readonly kind: ResourceKind;
  readonly workflowId: string;
  readonly runId: string;
  /** The last event that was read. A write whose number is not greater than the last one of the same run changes nothing. */
  readonly lastEventId: number;
  /** Where this reading began: when the run does not stand there, the write changes nothing, or events would be told twice. */
  readonly afterEventId?: number;
  /** Nothing follows in this run: it is not `unfinished` any more, also when another run goes on with its workflow. */
  readonly runEnded?: boolean;
  /** The row as it is after these events; `stages` too. `counts` and `status` of a batch stay where they are absent. */
  readonly pipeline?: PipelineRow;
  readonly batch?: BatchRow;
  /** Those that these events changed. */
  readonly activities: readonly ActivityRow[];
  readonly files: readonly FileRow[];
  /** Of a batch. One that runs is noted where it is new; one that has ended replaces what was known of its end. */
  readonly items?: readonly BatchItemRow[];
  /** Numbered by the catalog. */
  readonly events: readonly Omit<EventRow, 'resourceId' | 'seq'>[];
  readonly callbacks: readonly Pick<CallbackRow, 'id' | 'event' | 'url' | 'payload'>[];
}

/** Where the projector stands with a run that has not ended for it. */
export interface OpenWorkflow {
  readonly kind: ResourceKind;
  readonly workflowId: string;
  readonly runId: string;
  readonly lastEventId: number;
}

export interface ProjectionStore {
  /** Runs `work` while no other process does; undefined at once when another one holds the lock. */
  asOnlyOne<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined>;
  open(): Promise<readonly OpenWorkflow[]>;
  /** Which of these runs the catalog does not know as ended, and where it stands with them. */
  unfinished(
    runs: readonly { workflowId: string; runId: string }[],
  ): Promise<readonly { workflowId: string; runId: string; lastEventId: number }[]>;
  /** All in one transaction. */
  save(updates: readonly WorkflowUpdate[]): Promise<void>;
  /**
   * The last answer of a batch to `batchStatus`; one that was made earlier than what is there changes nothing. Its phase
   * and counts become those of an open row. The events are written only with it.
   */
  saveBatchStatus(
    workflowId: string,
    status: BatchStatus,
    events?: readonly Omit<EventRow, 'resourceId' | 'seq'>[],
  ): Promise<void>;
}
