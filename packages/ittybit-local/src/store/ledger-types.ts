import type { Collection, TaskStatus } from '../task-record.js';

/** One task that was created, seen from the one who asked for it. */
export interface LedgerCreate {
  id: string;
  collection: Collection;
  createdAt: number;
  idempotencyKey: string | null;
  /** How often the same key and body came again and was answered with this task. */
  replays: number;
  status: TaskStatus;
  finishedAt: number | null;
  /** Whether the task says that it succeeded and names no output: nothing was delivered, so asking again is right. */
  withoutOutput: boolean;
}

/** Creates that asked for the same: input, kind and options. */
export interface LedgerGroup {
  /** Canonical JSON of `{input, kind, options}`. */
  asked: string;
  creates: LedgerCreate[];
}

/** A create made while an earlier one of its group still ran or had succeeded. */
export interface LedgerDuplicate {
  asked: string;
  id: string;
  createdAt: number;
  earlierId: string;
  earlierStatus: TaskStatus;
}

export interface LedgerSummary {
  /** Requests by kind of route. */
  requests: Record<string, number>;
  /** Requests by kind of route and outcome: a status code, `droppedBefore`, `droppedAfter`, `html`, `malformed`. */
  outcomes: Record<string, Record<string, number>>;
  /** Tasks created, foreign ones not counted. */
  creates: number;
  /** Requests that were answered with an earlier task because they repeated its key. */
  replayed: number;
  duplicates: LedgerDuplicate[];
  groups: LedgerGroup[];
  /** Tasks created beside the work under test. */
  foreign: number;
}

/** Counts what was asked, for tests that must not believe the client. */
export interface Ledger {
  /** Starts a stretch; pass what it returns as `since`. */
  mark(): string;
  /**
   * @param since a mark; without it, everything since the data directory was made
   * @throws RangeError for a mark that was never made
   */
  summary(options?: { since?: string }): LedgerSummary;
}
