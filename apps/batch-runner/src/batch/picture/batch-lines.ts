import type { BatchCounts, BatchStatus } from '@org/media-contracts';
import {
  batchWaits,
  clockTime,
  concurrencyText,
  duration,
  failureLines,
  progressOf,
  type BatchReading,
} from '@org/media-control';
import { percent, progressBar, rateText, trim } from './progress.js';
import { waitText } from './wait-text.js';

const BAR_WIDTH = 30;

/** Everything that a person sees of a batch at one moment, without its name. */
export function batchLines(reading: BatchReading): string[] {
  const { status } = reading;
  const waits = reading.state === 'running' ? batchWaits(reading) : [];
  return [
    ...(status ? statusLines(status, reading.at) : []),
    ...waits.filter((wait) => wait.for !== 'remote').map((wait) => `waits: ${waitText(wait)}`),
    ...(status ? failureLines(status.failures, status.counts.failed) : []),
  ];
}

function statusLines(status: BatchStatus, now: number): string[] {
  const { counts, phase } = status;
  if (phase === 'planning' || !status.list) return [`${phase}  ${duration(now - status.startedAt)}`];
  const { done, items, share } = progressOf(counts);
  return [
    `${phase}  ${progressBar(share, BAR_WIDTH)} ${percent(share)}  ${done} of ${items}`,
    countsText(counts, status.counts),
    `lanes ${concurrencyText(status.concurrency)}  in flight ${kindsText(status)}`,
    paceText(status, now),
    callsText(status, done),
    ...(status.spend ? [spendText(status.spend)] : []),
  ].filter((line) => line !== '');
}

/** Counts per state; the states that are rare only when there are any. */
export function countsText(counts: BatchCounts, open?: { inFlight: number; waiting: number }): string {
  const always: [string, number][] = [
    ['succeeded', counts.succeeded],
    ['failed', counts.failed],
    ...(open ? ([['in flight', open.inFlight]] as [string, number][]) : []),
    ['not started', counts.notStarted],
  ];
  const rare: [string, number][] = [
    ['waiting', open?.waiting ?? 0],
    ['cancelled', counts.cancelled],
    ['invalid', counts.invalid],
    ['repeated', counts.repeated],
  ];
  return [...always, ...rare.filter(([, count]) => count > 0)]
    .map(([state, count]) => `${state} ${count}`)
    .join('  ');
}

function kindsText({ kinds }: BatchStatus): string {
  const parts = Object.entries(kinds).map(
    ([kind, { total, begun, inFlight }]) => `${kind} ${inFlight} (${begun} of ${total} begun)`,
  );
  return parts.join(', ') || '0';
}

function paceText({ ratePerMinute, etaAt, efficiency, phase }: BatchStatus, now: number): string {
  const eta = etaAt !== undefined && etaAt > now && phase === 'running' ? etaAt : undefined;
  return [
    ratePerMinute === undefined ? undefined : `rate ${rateText(ratePerMinute)}`,
    eta === undefined ? undefined : `ends about ${clockTime(eta)} (in ${duration(eta - now)})`,
    efficiency === undefined ? undefined : `efficiency ${Math.round(efficiency * 100)} %`,
  ]
    .filter((part) => part !== undefined)
    .join('  ');
}

function callsText({ remoteCalls, throttledMs }: BatchStatus, done: number): string {
  const each = done === 0 ? '' : ` (${trim(remoteCalls / done)} per item)`;
  const throttled = throttledMs === 0 ? '' : `  throttled ${duration(throttledMs)} in all`;
  return `remote calls ${Math.round(remoteCalls)}${each}${throttled}`;
}

/** Money of a batch as estimated from the user's own prices. */
function spendText({ spent, reserved, cap, currency }: NonNullable<BatchStatus['spend']>): string {
  const unit = currency === undefined ? '' : ` ${currency}`;
  const limit = cap === undefined ? '' : ` of ${trim(cap)}`;
  return `spend ${trim(spent)}${limit}${unit}, ${trim(reserved)} reserved (estimated)`;
}
