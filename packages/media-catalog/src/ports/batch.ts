import type { BatchCounts, BatchSettings, BatchStatus } from '@org/media-contracts';
import type { ListFilter, Page, PageRequest } from './page.js';

export interface BatchRow {
  readonly id: string;
  readonly tenantId: string;
  readonly keyId?: string;
  /** Of the first execution: it names the folder of the batch in the store. */
  readonly firstRunId: string;
  /** Of the run that was last seen. */
  readonly runId: string;
  /** As `BatchPhase` of the contracts, or how it closed. */
  readonly state: string;
  readonly settings?: BatchSettings;
  readonly counts?: BatchCounts;
  /** The last answer of the batch itself. */
  readonly status?: BatchStatus;
  readonly manifest?: { readonly key: string; readonly sha256: string };
  readonly redriveOf?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly requestId?: string;
  readonly error?: { readonly type: string; readonly message: string };
  readonly createdAt: number;
  readonly closedAt?: number;
  readonly updatedAt: number;
}

export type BatchItemState = 'running' | 'succeeded' | 'failed' | 'cancelled';

/** An item that a batch has begun: it runs, waits to be tried again, or has ended. */
export interface BatchItemRow {
  /** Position in the list, from 0. */
  readonly index: number;
  readonly state: BatchItemState;
  readonly kind: string;
  /** In the list, from 1. */
  readonly line?: number;
  /** The one that the list gives it. */
  readonly itemId?: string;
  /** Without its query part. */
  readonly url?: string;
  readonly remoteId?: string;
  readonly outputUrl?: string;
  /** Where the item is a pipeline. */
  readonly pipelineId?: string;
  readonly error?: { readonly type: string; readonly message: string };
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface BatchStore {
  insertStarted(row: BatchRow): Promise<void>;
  get(tenantId: string, id: string): Promise<BatchRow | undefined>;
  list(tenantId: string, filter: ListFilter): Promise<Page<BatchRow>>;
  /** Those that the batch has begun, in the order of the list. */
  listItems(
    tenantId: string,
    batchId: string,
    filter: PageRequest & { readonly state?: BatchItemState },
  ): Promise<Page<BatchItemRow>>;
  /** Of one API key: items of batches that have not ended. */
  countQueuedItems(tenantId: string, keyId: string): Promise<number>;
}
