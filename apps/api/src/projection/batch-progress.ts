import type { BatchStatus } from '@org/media-contracts';
import type { NewEvent } from './reduce/changes.js';

/** What an answer of a batch tells that the last one did not; undefined for nothing. */
export function batchProgress(last: BatchStatus | undefined, status: BatchStatus): NewEvent | undefined {
  const { phase, counts, ratePerMinute, etaAt, park } = status;
  const same = last?.phase === phase && JSON.stringify(last.counts) === JSON.stringify(counts);
  if (same) return undefined;
  const data = {
    phase,
    counts,
    ...(ratePerMinute !== undefined && { ratePerMinute }),
    ...(etaAt !== undefined && { etaAt }),
    ...(park && { park: { kind: park.kind, reason: park.reason } }),
  };
  return { type: 'batch.progress', data, at: status.at };
}
