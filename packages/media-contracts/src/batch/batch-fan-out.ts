import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type {
  BatchFanOutInput,
  BatchItemStatus,
  BatchPhase,
  BatchResult,
  BatchSnapshot,
  BatchStatus,
  Concurrency,
} from './batch-types.js';

/** A list of items, N at a time, whatever its length, with a manifest at the end. */
export type BatchFanOutWorkflow = (input: BatchFanOutInput) => Promise<BatchResult>;

/** The phase in which an update left the batch. */
export interface BatchUpdated {
  readonly phase: BatchPhase;
}

/** An update that leaves the batch in a phase. */
export type BatchUpdate<Args extends [unknown]> = ReturnType<typeof defineUpdate<BatchUpdated, Args>>;

/** Starts nothing new; what is in flight goes on. */
export const pauseBatch: BatchUpdate<[{ reason?: string }]> = defineUpdate('pauseBatch');

/** Goes on after a pause, and asks at once after a park. A cap on spend that is reached has to be raised first. */
export const resumeBatch: BatchUpdate<[{ reason?: string }]> = defineUpdate('resumeBatch');

/** Starts nothing new and ends with a manifest. `wait: false` also cancels what is in flight. */
export const cancelBatch: BatchUpdate<[{ wait: boolean; reason?: string }]> = defineUpdate('cancelBatch');

/** How many items are in flight at once from now on. Replaces what was set before. */
export const setBatchConcurrency: BatchUpdate<[Concurrency]> = defineUpdate('setBatchConcurrency');

/** Replaces the cap on spend; `null` lifts it. Needs prices in the settings. */
export const setBatchSpendCap: BatchUpdate<[{ cap: number | null }]> = defineUpdate('setBatchSpendCap');

export const batchStatus = defineQuery<BatchStatus>('batchStatus');

/** Where one item stands; absent for an index that the list does not have. */
export const batchItemStatus = defineQuery<BatchItemStatus | undefined, [{ index: number }]>(
  'batchItemStatus',
);

/** What the next run would be given: a redrive of an execution that ended without a manifest needs it. Absent while planning. */
export const batchSnapshot = defineQuery<BatchSnapshot | undefined>('batchSnapshot');
