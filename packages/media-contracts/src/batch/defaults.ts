import type { RemoteKind, StagePolicy } from '../stage.js';
import type { Concurrency } from './batch-types.js';
import type { ItemKind } from './item-kind.js';

const MINUTE_MS = 60_000;

/** At most so many items of one batch are in flight at once; beyond that, run several batches. */
export const MAX_CONCURRENCY = 500;

export const DEFAULT_CONCURRENCY: Concurrency = { total: 10 };

/** How an item behaves when nothing is said about it. Policies of stages and items have the same fields. */
const DEFAULT_JOB_POLICY: StagePolicy = {
  generations: 3,
  backoffMs: 5_000,
  backoffCoefficient: 2,
  waitMs: 15 * MINUTE_MS,
  deadlineMs: 360 * MINUTE_MS,
};

/** A pipeline has generations of its own. */
const DEFAULT_PIPELINE_POLICY: StagePolicy = {
  ...DEFAULT_JOB_POLICY,
  generations: 1,
  waitMs: 60 * MINUTE_MS,
  deadlineMs: 24 * 60 * MINUTE_MS,
};

export function defaultItemPolicy(kind: ItemKind): StagePolicy {
  return kind === 'pipeline' ? DEFAULT_PIPELINE_POLICY : DEFAULT_JOB_POLICY;
}

/** The container of an output whose options name no format. */
export const DEFAULT_ITEM_FORMATS: Readonly<Record<RemoteKind, string>> = {
  video: 'mp4',
  audio: 'mp3',
  image: 'webp',
  animation: 'gif',
  adaptive_video: 'm3u8',
};
