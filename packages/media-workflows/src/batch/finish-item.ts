import { STAGE_ERRORS, type BatchRow, type RemoteOutcome } from '@org/media-contracts';
import { countOf, passTime, runnableOf, type BatchWindow } from './batch-window.js';
import { shortened } from './shortened.js';
import { itemOperation, type ItemError, type WindowItem } from './window-item.js';

/** Of a failure's words so many characters are kept: rows have to fit into a shard. */
const MAX_MESSAGE_LENGTH = 1_024;
/** Failures that a status shows. */
const MAX_RECENT_FAILURES = 5;
/** Recent failures travel with every hand-over and status. */
const MAX_RECENT_LENGTH = 200;

type RowFacts = Omit<BatchRow, 'index' | 'kind' | 'operation' | 'startedAt' | 'endedAt' | 'spend' | 'calls'>;

/** The item has its result: it leaves its lane and waits for a shard. */
export function finishItem(window: BatchWindow, item: WindowItem, now: number, facts: RowFacts): void {
  const error = facts.error && {
    ...facts.error,
    message: shortened(facts.error.message, MAX_MESSAGE_LENGTH),
  };
  item.state = 'finished';
  item.waiting = undefined;
  const spend = item.spent + item.reserved;
  item.row = {
    index: item.index,
    kind: item.kind,
    operation: itemOperation(item, window.terms.lineage),
    ...(item.remoteId !== undefined && { remoteId: item.remoteId }),
    ...facts,
    ...(error && { error }),
    startedAt: item.beganAt,
    endedAt: now,
    ...(spend > 0 && { spend: round(spend) }),
    ...(item.calls > 0 && { calls: round(item.calls) }),
  };
  if (facts.outcome === 'failed') noteFailure(window, item, now);
}

/** The item has no success: told in the same words in the row and in the status. */
export function failItem(
  window: BatchWindow,
  item: WindowItem,
  now: number,
  { error, ...facts }: { error: ItemError } & Partial<RowFacts>,
): void {
  finishItem(window, item, now, { outcome: 'failed', error, ...facts });
}

/** Why a setback of the remote task fails the item. */
export function setbackError(setback: Exclude<RemoteOutcome, { outcome: 'succeeded' }>): ItemError {
  return {
    type: STAGE_ERRORS[setback.outcome],
    message: `${setback.remoteId}: ${setback.error.message}`,
  };
}

function noteFailure(window: BatchWindow, { index, row }: WindowItem, now: number): void {
  const { type = 'Unexpected', message = 'no reason was given' } = row?.error ?? {};
  const known = window.failures.filter((failure) => failure.index !== index);
  const failure = { index, type, message: shortened(message, MAX_RECENT_LENGTH), at: now };
  window.failures = [...known, failure].slice(-MAX_RECENT_FAILURES);
  stopWhenTooMany(window, now);
}

/** The tolerance is latched: what is in flight may still succeed, and the batch stops all the same. */
function stopWhenTooMany(window: BatchWindow, now: number): void {
  if (window.stop) return;
  const { maxFailures, maxFailureShare } = window.terms;
  const failed = countOf(window, 'failed');
  const runnable = runnableOf(window);
  const limits = [
    ...(maxFailures !== undefined && failed > maxFailures ? [`${maxFailures}`] : []),
    ...(maxFailureShare !== undefined && failed > maxFailureShare * runnable
      ? [`${maxFailureShare * 100} % of ${runnable}`]
      : []),
  ];
  if (limits.length === 0) return;
  passTime(window, now);
  const message = `${failed} items failed; tolerated were ${limits.join(' and ')}`;
  window.stop = { kind: 'tooManyFailures', message, at: now, wait: true };
}

/** Sums of fractions of calls and of prices would otherwise carry sixteen digits into every row. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
