import {
  ITEM_KINDS,
  type BatchItemStatus,
  type BatchPhase,
  type BatchResult,
  type BatchStatus,
} from '@org/media-contracts';
import { activityIdOf } from '../operation.js';
import { withoutQueries } from '../pipeline-board.js';
import {
  countOf,
  cursorOf,
  inLanes,
  lanes,
  mayBegin,
  passTime,
  runnableOf,
  totalOf,
  type BatchWindow,
} from './batch-window.js';
import { isHeld } from './begin-items.js';
import { openSpend } from './spend.js';
import { hasLane, itemOperation, type WindowItem } from './window-item.js';

/** How the batch ends, once it does. */
export interface BatchEnd {
  readonly phase: Extract<BatchPhase, 'writingManifest' | 'completed' | 'stopped' | 'cancelled'>;
  readonly manifest?: BatchResult['manifest'] | undefined;
}

/** Everything the batch says of itself at one moment. */
export function statusOf(window: BatchWindow, now: number, end?: BatchEnd): BatchStatus {
  passTime(window, now);
  const { plan, terms, concurrency, pause, park, stop, failures } = window;
  const active = inLanes(window);
  const waiting = active.filter((item) => item.waiting !== undefined).length;
  const quota = active.flatMap((item) => (item.waiting === 'quota' ? [item.retryNotBefore] : []));
  const counts = countsOf(window);
  const rate = ratePerMinute(window, now, counts.succeeded + counts.failed + counts.cancelled);
  const waits = end ? undefined : waitingFor(window, quota);
  return {
    phase: end?.phase ?? phaseOf(window),
    ...(waits !== undefined && { waitingFor: waits }),
    startedAt: window.startedAt,
    at: now,
    account: terms.account,
    ...(plan && { list: { sha256: plan.list.sha256 } }),
    counts: { ...counts, inFlight: active.length - waiting, waiting },
    kinds: kindsOf(window),
    concurrency,
    ...rate,
    ...(window.laneMs > 0 && { efficiency: busyMs(window) / window.laneMs }),
    remoteCalls: round(window.calls + sum(window, ({ calls }) => calls)),
    throttledMs: window.throttledMs,
    ...(quota.length > 0 && { quotaUntil: Math.min(...quota) }),
    ...spendOf(window),
    ...(pause && { pause }),
    ...(park && { park }),
    ...(stop && { stop }),
    failures,
    handOvers: window.handOvers,
    unflushed: [...window.items.values()].filter(({ row }) => row).length,
    lineage: terms.lineage,
    ...(terms.redrive && { redriveOf: terms.redrive.of }),
    prefix: terms.prefix,
    ...(end?.manifest && { manifest: end.manifest }),
  };
}

function countsOf(window: BatchWindow): BatchResult['counts'] {
  const { plan } = window;
  const begun = ITEM_KINDS.reduce((total, kind) => total + cursorOf(window, kind), 0);
  return {
    total: plan?.total ?? 0,
    succeeded: countOf(window, 'succeeded'),
    failed: countOf(window, 'failed'),
    cancelled: countOf(window, 'cancelled'),
    invalid: plan?.invalid ?? 0,
    repeated: plan?.repeated ?? 0,
    notStarted: runnableOf(window) - begun,
  };
}

/** Where one index stands, as far as this run knows. */
export function itemStatusOf(window: BatchWindow, index: number): BatchItemStatus | undefined {
  const item = window.items.get(index);
  if (item) return openItemStatus(window, item);
  const { plan } = window;
  if (plan && (index < 0 || index >= plan.total)) return undefined;
  const ahead = [...window.ahead.values()].flat().find((planned) => planned.index === index);
  if (!ahead) return { index, state: 'unknown' };
  return { index, state: 'notBegun', kind: ahead.kind, url: withoutQueries(ahead.url) };
}

function openItemStatus(window: BatchWindow, item: WindowItem): BatchItemStatus {
  const operation = itemOperation(item, window.terms.lineage);
  const state = item.row ? 'finished' : item.waiting === undefined ? 'inFlight' : 'waiting';
  return {
    index: item.index,
    state,
    activityId: activityIdOf(operation),
    operation,
    kind: item.kind,
    ...(item.planned && { url: withoutQueries(item.planned.url) }),
    ...(item.waiting !== undefined && { waitingFor: waitOf(item) + heldBy(window, item) }),
    ...untilOf(window, item),
    deadlineAt: item.deadlineAt,
    ...(item.remoteId !== undefined && { remoteId: item.remoteId }),
  };
}

function waitOf({ waiting, error }: WindowItem): string {
  if (waiting === 'backOff') return `the next generation, since ${error?.message ?? 'the last one failed'}`;
  return waiting === 'quota' ? 'quota' : 'the account to work again';
}

/** What has to happen first, where time alone changes nothing. */
function heldBy(window: BatchWindow, item: WindowItem): string {
  if (item.waiting !== 'backOff' || !isHeld(window, item)) return '';
  return `, held back while the batch is ${phaseOf(window)}`;
}

function untilOf(window: BatchWindow, item: WindowItem): Pick<BatchItemStatus, 'until'> {
  const ends = item.waiting !== undefined && item.retryNotBefore > 0 && !isHeld(window, item);
  return ends ? { until: item.retryNotBefore } : {};
}

function phaseOf(window: BatchWindow): BatchPhase {
  if (!window.plan) return window.stop ? 'stopping' : 'planning';
  if (window.stop) return 'stopping';
  if (window.park) return 'parked';
  return window.pause ? 'paused' : 'running';
}

function waitingFor(window: BatchWindow, quota: readonly number[]): string | undefined {
  const { stop, park, pause, plan } = window;
  const open = inLanes(window).length;
  if (!plan) return 'its list to be read';
  if (stop) return `${open} items in flight to end (${stop.message})`;
  if (park) return park.kind === 'spend' ? `a person: ${park.reason}` : `the account: ${park.reason}`;
  if (pause) return `a person to resume it${pause.reason === undefined ? '' : ` (${pause.reason})`}`;
  if (quota.length > 0) return `quota until ${new Date(Math.min(...quota)).toISOString()}`;
  if (mayBegin(window) && open < lanes(window) && window.items.size - open > 2 * lanes(window)) {
    return 'results to become durable';
  }
  return undefined;
}

function kindsOf(window: BatchWindow): BatchStatus['kinds'] {
  const present = ITEM_KINDS.filter((kind) => totalOf(window, kind) > 0);
  return Object.fromEntries(
    present.map((kind) => {
      const inFlight = [...window.items.values()].filter((item) => item.kind === kind && hasLane(item));
      return [
        kind,
        { total: totalOf(window, kind), begun: cursorOf(window, kind), inFlight: inFlight.length },
      ];
    }),
  );
}

/** Over the last half hour of results that are durable; over the whole time while that is shorter. */
function ratePerMinute(
  window: BatchWindow,
  now: number,
  ended: number,
): Pick<BatchStatus, 'ratePerMinute' | 'etaAt'> {
  const [first] = window.pace;
  if (!first || ended === 0) return {};
  const windowed = window.pace.length > 5;
  const done = windowed ? window.pace.slice(0, -1).reduce((total, { done: some }) => total + some, 0) : ended;
  const until = windowed ? (window.pace.at(-1)?.at ?? now) : now;
  const spanMs = until - (windowed ? first.at : window.startedAt);
  if (spanMs <= 0) return {};
  const perMinute = (done / spanMs) * 60_000;
  const left = runnableOf(window) - ended;
  const moves = !window.stop && !window.park && !window.pause && perMinute > 0;
  return {
    ratePerMinute: round(perMinute),
    ...(moves && { etaAt: Math.round(now + (left / perMinute) * 60_000) }),
  };
}

function spendOf(window: BatchWindow): Pick<BatchStatus, 'spend'> {
  const { spend } = window.terms;
  if (!spend) return {};
  const open = openSpend(window);
  return {
    spend: {
      spent: round(window.spent + open.spent),
      reserved: round(open.reserved),
      ...(window.spendCap !== undefined && { cap: window.spendCap }),
      ...(spend.currency !== undefined && { currency: spend.currency }),
    },
  };
}

function busyMs(window: BatchWindow): number {
  return window.busyMs + sum(window, (item) => (item.row ? item.busyMs : 0));
}

function sum(window: BatchWindow, of: (item: WindowItem) => number): number {
  let total = 0;
  for (const item of window.items.values()) total += of(item);
  return total;
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
