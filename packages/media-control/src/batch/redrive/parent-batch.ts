import type { BatchRedrive, BatchSettings, Lineage } from '@org/media-contracts';

export type RedriveOutcome = BatchRedrive['only'][number];

/** All that a redrive needs to know of the batch that it redoes. */
export interface ParentBatch {
  /** The batch and the first of its runs. */
  readonly of: Lineage;
  /** The first batch of the line; names the operations. */
  readonly lineage: Lineage;
  readonly planFolder: string;
  readonly lastShard?: string;
  readonly unflushed: BatchRedrive['unflushed'];
  readonly settings: BatchSettings;
  readonly listSha256: string;
  /** How many items have each outcome. What began and has no durable result counts as not started. */
  readonly counts: Readonly<Record<RedriveOutcome, number>>;
}
