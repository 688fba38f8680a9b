import type { ResourceKind } from '@org/media-catalog';
import type { HistoryEvent } from './history-event.js';

/** A run as visibility lists it. */
export interface ListedRun {
  readonly kind: ResourceKind;
  readonly workflowId: string;
  readonly runId: string;
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly closedAt?: number;
  readonly running: boolean;
}

/** Which runs are asked for. Times are ms since the epoch by Temporal's clock. */
export type RunFilter =
  | { readonly running: true }
  /** What began, and what ended. */
  | { readonly startedSince: number; readonly orClosedSince: number }
  /** Absent: as long as Temporal keeps them. */
  | { readonly closedSince: number | undefined };

/** Where the reading of a run goes on. Opaque. */
export type HistoryCursor = Uint8Array;

export interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  /** How many events were of no interest, or of a kind that this release does not know. */
  readonly ignored: number;
  /** Absent when the run has ended and all of it was read. */
  readonly next?: HistoryCursor;
}

/** What the projector reads of Temporal. Every call ends with its signal. */
export interface HistorySource {
  /** Page by page. Visibility lags: what began or ended just now may be missing. */
  readonly list: (filter: RunFilter, signal: AbortSignal) => AsyncIterable<readonly ListedRun[]>;
  /**
   * The events after a cursor, from the first one without it. At the end of a run that goes on it waits for more, up to
   * `waitMs`, and may come back with none.
   */
  readonly read: (
    run: { readonly workflowId: string; readonly runId: string },
    options: {
      readonly cursor: HistoryCursor | undefined;
      readonly waitMs: number;
      readonly signal: AbortSignal;
    },
  ) => Promise<HistoryPage | 'gone'>;
}
