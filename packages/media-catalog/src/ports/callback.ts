import type { ListFilter, Page } from './page.js';
import type { ResourceKind } from './resource-kind.js';

export type CallbackState = 'pending' | 'delivering' | 'delivered' | 'dead';

export interface CallbackRow {
  readonly id: string;
  readonly tenantId: string;
  readonly resourceKind: ResourceKind;
  readonly resourceId: string;
  /** `pipeline.succeeded`, `batch.completed`, … */
  readonly event: string;
  readonly url: string;
  /** What is sent, byte for byte the same in every attempt. */
  readonly payload: string;
  readonly state: CallbackState;
  readonly attempts: number;
  readonly nextAttemptAt?: number;
  /** Counts the times a person asked for it again. */
  readonly replays: number;
  readonly createdAt: number;
  readonly deliveredAt?: number;
}

export interface CallbackAttempt {
  readonly attempt: number;
  readonly replay: number;
  readonly at: number;
  readonly durationMs: number;
  readonly status?: number;
  readonly error?: string;
}

export interface CallbackStore {
  get(tenantId: string, id: string): Promise<CallbackRow | undefined>;
  list(tenantId: string, filter: ListFilter & { readonly resourceId?: string }): Promise<Page<CallbackRow>>;
  attempts(tenantId: string, id: string): Promise<readonly CallbackAttempt[]>;
  /** Asks for a dead or delivered one again; the number of the replay, or undefined when there is none to replay. */
  replay(tenantId: string, id: string): Promise<number | undefined>;
  /** For whoever delivers: by id alone. */
  load(id: string): Promise<CallbackRow | undefined>;
  /** Written once per (replay, attempt). */
  recordAttempt(
    id: string,
    attempt: CallbackAttempt,
    next: { state: CallbackState; nextAttemptAt?: number },
  ): Promise<void>;
  /** Rows whose delivery no workflow has taken up yet, oldest first. */
  pending(limit: number): Promise<readonly Pick<CallbackRow, 'id' | 'tenantId' | 'replays'>[]>;
  markDelivering(id: string): Promise<void>;
  /** Rows that are delivered by a workflow, and whose next attempt was due before a time. Oldest first. */
  overdue(before: number, limit: number): Promise<readonly Pick<CallbackRow, 'id' | 'replays'>[]>;
  /** Nobody delivers it any more: it is dead, unless it was replayed or has ended meanwhile. */
  abandon(id: string, replays: number): Promise<void>;
}
