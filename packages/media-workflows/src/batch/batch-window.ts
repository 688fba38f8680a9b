import {
  ITEM_KINDS,
  type BatchPark,
  type BatchPause,
  type BatchPlan,
  type BatchRow,
  type BatchSnapshot,
  type BatchStopReason,
  type Concurrency,
  type ItemKind,
  type PlannedItem,
  type RecentFailure,
} from '@org/media-contracts';
import type { ReadPurpose } from './batch-event.js';
import type { BatchTerms } from './batch-terms.js';
import { expectedCost } from './spend.js';
import { carriedItem, hasLane, itemFromCarried, type WindowItem } from './window-item.js';

/**
 * The state of a batch within one run. `applyEvent` and `nextCommands` change it in place: a copy of up to
 * 500 items per event would cost more than the event. Nothing in it knows of Temporal.
 */
export interface BatchWindow {
  readonly terms: BatchTerms;
  plan: BatchPlan | undefined;
  /** The plan was asked for; it was asked to end. */
  planning: 'no' | 'asked' | 'cancelling' | 'cancelled';
  readonly startedAt: number;
  readonly handOvers: number;
  /** When a generation may count as first scheduled, given the clock: later than now it never is. */
  readonly scheduledAt: (now: number) => number;
  readonly cursors: Map<ItemKind, number>;
  /** Items that began and have no durable result, by index, in the order in which they began. */
  readonly items: Map<number, WindowItem>;
  /** Items that were read ahead, by kind. */
  readonly ahead: Map<ItemKind, PlannedItem[]>;
  /** What is being read. */
  readonly reading: Set<ReadPurpose>;
  /** Durable results. */
  counts: { succeeded: number; failed: number; cancelled: number };
  shard: { number: number; key: string | undefined };
  /** Indices in the shard that is being written. */
  writing: readonly number[] | undefined;
  flushedHere: number;
  concurrency: Concurrency;
  spendCap: number | undefined;
  spent: number;
  readonly minutes: Map<ItemKind, { sum: number; items: number }>;
  busyMs: number;
  calls: number;
  throttledMs: number;
  laneMs: number;
  /** When `laneMs` was last brought up to date. */
  laneAt: number;
  pace: { at: number; done: number }[];
  failures: RecentFailure[];
  stop: BatchStopReason | undefined;
  pause: BatchPause | undefined;
  park: BatchPark | undefined;
  probing: boolean;
  /** Since when nothing new is started so that the run can end. */
  handingOver: { readonly since: number } | undefined;
  /** How long items were in flight of late, in ms: a moving mean. */
  flightMs: number | undefined;
  concluded: boolean;
}

interface WindowStart {
  readonly terms: BatchTerms;
  readonly now: number;
  readonly scheduledAt?: (now: number) => number;
  readonly carried?: BatchSnapshot | undefined;
}

export function openWindow({ terms, now, scheduledAt = (at) => at, carried }: WindowStart): BatchWindow {
  const window: BatchWindow = {
    terms,
    plan: carried?.plan,
    planning: 'no',
    startedAt: carried?.startedAt ?? now,
    handOvers: carried?.handOvers ?? 0,
    scheduledAt,
    cursors: new Map(entriesOf(carried?.cursors ?? {})),
    items: new Map(),
    ahead: new Map(),
    reading: new Set(),
    counts: carried?.counts ?? { succeeded: 0, failed: 0, cancelled: 0 },
    shard: { number: carried?.shard.number ?? 0, key: carried?.shard.key },
    writing: undefined,
    flushedHere: 0,
    concurrency: carried?.concurrency ?? terms.concurrency,
    spendCap: carried ? carried.spendCap : terms.spend?.cap,
    spent: carried?.spent ?? 0,
    minutes: new Map(entriesOf(carried?.minutes ?? {})),
    busyMs: carried?.busyMs ?? 0,
    calls: carried?.calls ?? 0,
    throttledMs: carried?.throttledMs ?? 0,
    laneMs: carried?.laneMs ?? 0,
    laneAt: now,
    pace: carried?.pace ?? [],
    failures: carried?.failures ?? [],
    stop: carried?.stop,
    pause: carried?.pause,
    park: carried?.park,
    probing: false,
    handingOver: undefined,
    flightMs: undefined,
    concluded: false,
  };
  for (const item of carried?.unflushed ?? []) takeOver(window, itemFromCarried(item));
  return window;
}

/** What is in flight at the service costs, whether its page was read already or not. */
function takeOver(window: BatchWindow, item: WindowItem): void {
  if (item.waiting !== 'backOff') item.reserved = expectedCost(window, item.kind);
  window.items.set(item.index, item);
}

/** What the next run is given. @throws Error before there is a plan. */
export function snapshotOf(window: BatchWindow): BatchSnapshot {
  const { plan } = window;
  if (!plan) throw new Error('a batch without a plan has nothing to hand over');
  const { startedAt, handOvers, counts, shard, concurrency, spendCap, spent, stop, pause, park } = window;
  return {
    version: 1,
    plan,
    startedAt,
    handOvers: handOvers + 1,
    cursors: Object.fromEntries(window.cursors),
    counts,
    shard: { number: shard.number, ...(shard.key !== undefined && { key: shard.key }) },
    concurrency,
    ...(spendCap !== undefined && { spendCap }),
    spent,
    minutes: Object.fromEntries(window.minutes),
    busyMs: window.busyMs,
    laneMs: window.laneMs,
    calls: window.calls,
    throttledMs: window.throttledMs,
    ...(stop && { stop }),
    ...(pause && { pause }),
    ...(park && { park }),
    pace: window.pace,
    failures: window.failures,
    unflushed: [...window.items.values()].map(carriedItem),
  };
}

/** Items that may be in flight at once. */
export function lanes({ concurrency }: BatchWindow): number {
  return concurrency.total;
}

export function cursorOf(window: BatchWindow, kind: ItemKind): number {
  return window.cursors.get(kind) ?? 0;
}

export function totalOf({ plan }: BatchWindow, kind: ItemKind): number {
  return plan?.kinds[kind] ?? 0;
}

/** Everything that the plan wants done. */
export function runnableOf(window: BatchWindow): number {
  return ITEM_KINDS.reduce((sum, kind) => sum + totalOf(window, kind), 0);
}

export function inLanes(window: BatchWindow): WindowItem[] {
  return [...window.items.values()].filter(hasLane);
}

/** Rows that are in no shard yet, in the order in which their items began. */
export function unwrittenRows({ items, writing }: BatchWindow): BatchRow[] {
  const inShard = new Set(writing);
  return [...items.values()].flatMap(({ index, row }) => (row && !inShard.has(index) ? [row] : []));
}

/** Results of one outcome, durable or not. */
export function countOf({ counts, items }: BatchWindow, outcome: BatchRow['outcome']): number {
  let count = counts[outcome];
  for (const { row } of items.values()) if (row?.outcome === outcome) count++;
  return count;
}

/** Whether anything new may begin. */
export function mayBegin({ plan, stop, pause, park, handingOver }: BatchWindow): boolean {
  return plan !== undefined && !stop && !pause && !park && !handingOver;
}

/** True when every item of the plan has begun. */
export function allBegun(window: BatchWindow): boolean {
  return ITEM_KINDS.every((kind) => cursorOf(window, kind) >= totalOf(window, kind));
}

/** Brings up to date how long lanes were allowed to work. Called before anything that changes that. */
export function passTime(window: BatchWindow, now: number): void {
  const { plan, stop, pause, park, laneAt } = window;
  if (plan && !stop && !pause && !park && now > laneAt) {
    window.laneMs += (now - laneAt) * Math.min(lanes(window), runnableOf(window));
  }
  window.laneAt = Math.max(now, laneAt);
}

function entriesOf<T>(record: Partial<Record<ItemKind, T>>): [ItemKind, T][] {
  return Object.entries(record) as [ItemKind, T][];
}
