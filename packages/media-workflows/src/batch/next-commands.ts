import {
  ITEM_KINDS,
  MAX_CONCURRENCY,
  type BatchRow,
  type ItemKind,
  type ItemRange,
} from '@org/media-contracts';
import { NO_PRESSURE, type BatchCommand, type HistoryPressure } from './batch-event.js';
import {
  allBegun,
  cursorOf,
  inLanes,
  lanes,
  mayBegin,
  totalOf,
  unwrittenRows,
  type BatchWindow,
} from './batch-window.js';
import { failItem } from './finish-item.js';
import { expectedCost, wouldExceedCap } from './spend.js';
import { newItem, type WindowItem } from './window-item.js';

/** Results are made durable after this time at the latest. */
const FLUSH_MS = 5_000;
const MAX_SHARD_ROWS = 200;
/** As an input, a shard has to stay below 256 KiB; the envelope and escapes need some of it. */
const MAX_SHARD_CHARS = 200 * 1024;
/** Items are read ahead in slices of so many: a slice is in the history once. */
const MAX_READ = 200;

/** What is to be done now. Each command is given once; the window knows what it has asked for. */
export function nextCommands(
  window: BatchWindow,
  now: number,
  pressure: HistoryPressure = NO_PRESSURE,
): BatchCommand[] {
  if (window.concluded) return [];
  if (!window.plan) return planCommands(window);
  settleStopped(window, now);
  window.handingOver = !window.stop && (window.handingOver || handOverIsDue(window, pressure));
  if (window.handingOver) return window.writing ? [] : [{ do: 'handOver' }];
  const commands: BatchCommand[] = [
    ...readCarried(window),
    ...scheduleReady(window, now),
    ...beginItems(window, now),
    ...readAhead(window),
    ...cancelRunning(window),
    ...lookUp(window),
    ...writeShard(window, now),
    ...probe(window, now),
  ];
  if (commands.length === 0 && isOver(window)) {
    window.concluded = true;
    return [{ do: 'conclude' }];
  }
  return commands;
}

/** When something is due without an event; undefined while only events can change anything. */
export function wakeAt(window: BatchWindow): number | undefined {
  if (window.handingOver || window.concluded || !window.plan) return undefined;
  const times: number[] = [];
  for (const item of window.items.values()) {
    if (item.state === 'ready' && !isHeld(window, item)) times.push(item.retryNotBefore);
  }
  const oldest = oldestRowAt(window);
  if (oldest !== undefined && !window.writing) times.push(oldest + FLUSH_MS);
  const probeAt = window.park?.nextProbeAt;
  if (probeAt !== undefined && !window.probing && !window.stop) times.push(probeAt);
  return times.length > 0 ? Math.min(...times) : undefined;
}

function planCommands(window: BatchWindow): BatchCommand[] {
  if (window.planning === 'no') {
    window.planning = 'asked';
    return [{ do: 'plan' }];
  }
  if (window.planning === 'asked' && window.stop?.wait === false) {
    window.planning = 'cancelling';
    return [{ do: 'cancelPlan' }];
  }
  if (window.planning !== 'cancelled') return [];
  window.concluded = true;
  return [{ do: 'conclude' }];
}

/** Enough is durable to be worth a new run, or nothing is in hand, or the history forces it. */
function handOverIsDue(window: BatchWindow, { suggested, pressing, byUpdates }: HistoryPressure): boolean {
  if (!suggested) return false;
  if (pressing || byUpdates) return true;
  const enough = window.terms.handOverResults ?? Math.max(lanes(window), MAX_SHARD_ROWS);
  // A batch that has nothing left to begin is about to end; a new run would only re-attach its last items.
  if (allBegun(window) && window.items.size === 0) return false;
  return window.flushedHere >= enough || window.items.size === 0;
}

/** While the batch stops, nothing is asked for a second time: what waits for that ends here. */
function settleStopped(window: BatchWindow, now: number): void {
  if (!window.stop) return;
  for (const item of window.items.values()) {
    if (item.state !== 'ready') continue;
    if (item.waiting === 'backOff' && item.error) {
      failItem(window, item, now, { error: item.error, ended: true });
    } else if (item.waiting !== undefined || !window.stop.wait) {
      item.error = undefined;
      item.state = 'leftOver';
    }
  }
}

/** First of all, and whatever the lanes: these items are in flight at the service. */
function readCarried(window: BatchWindow): BatchCommand[] {
  if (window.reading.has('carried')) return [];
  const ranges: ItemRange[] = [];
  for (const { state, kind, ordinal } of window.items.values()) {
    if (state === 'unread') ranges.push({ kind, from: ordinal, count: 1 });
  }
  if (ranges.length === 0) return [];
  window.reading.add('carried');
  return [{ do: 'read', purpose: 'carried', ranges }];
}

/** An item that waits is held back as long as nothing that costs may be asked for. */
function isHeld({ park, stop }: BatchWindow, { waiting }: WindowItem): boolean {
  if (waiting === undefined || stop) return false;
  return park?.kind === 'account' || (park?.kind === 'spend' && waiting === 'backOff');
}

function scheduleReady(window: BatchWindow, now: number): BatchCommand[] {
  const commands: BatchCommand[] = [];
  for (const item of window.items.values()) {
    if (item.state !== 'ready' || isHeld(window, item)) continue;
    if (item.waiting !== undefined && item.retryNotBefore > now) continue;
    if (item.waiting === 'backOff' && wouldExceedCap(window, item.kind)) {
      parkForSpend(window, now);
      continue;
    }
    endWait(window, item, now);
    commands.push(run(window, item));
  }
  return commands;
}

function endWait(window: BatchWindow, item: WindowItem, now: number): void {
  if (item.waiting === undefined) return;
  if (item.waiting === 'backOff') {
    item.generation++;
    item.tries++;
    item.startedAt = window.scheduledAt(now);
  }
  // The deadline moves on by the time spent parked; a wait for quota has moved it already.
  item.deadlineAt += Math.max(0, now - Math.max(item.waitingSince, item.retryNotBefore));
  item.waiting = undefined;
  item.retryNotBefore = 0;
  item.error = undefined;
}

function run(window: BatchWindow, item: WindowItem): BatchCommand {
  item.state = 'running';
  item.reserved = expectedCost(window, item.kind);
  return { do: 'run', index: item.index };
}

function beginItems(window: BatchWindow, now: number): BatchCommand[] {
  if (!mayBegin(window)) return [];
  const active = inLanes(window);
  const used = new Map<ItemKind, number>();
  for (const { kind } of active) used.set(kind, (used.get(kind) ?? 0) + 1);
  // Results come faster than they become durable: nothing new begins until they are.
  if (window.items.size - active.length > 2 * lanes(window)) return [];
  const commands: BatchCommand[] = [];
  for (let free = lanes(window) - active.length; free > 0; free--) {
    const kind = nextKind(window, used);
    const planned = kind && window.ahead.get(kind)?.shift();
    if (!planned) break;
    if (wouldExceedCap(window, kind)) {
      window.ahead.get(kind)?.unshift(planned);
      parkForSpend(window, now);
      break;
    }
    const { deadlineMs } = window.terms.policyOf(kind);
    const item = newItem(planned, { now, startedAt: window.scheduledAt(now), deadlineMs });
    window.items.set(item.index, item);
    window.cursors.set(kind, planned.ordinal + 1);
    used.set(kind, (used.get(kind) ?? 0) + 1);
    commands.push(run(window, item));
  }
  return commands;
}

/** The kind that is furthest behind, of those that have a lane and an item: so all kinds end at about the same time. */
function nextKind(window: BatchWindow, used: ReadonlyMap<ItemKind, number>): ItemKind | undefined {
  let next: ItemKind | undefined;
  let least = Infinity;
  for (const kind of ITEM_KINDS) {
    const limit = window.concurrency.perKind?.[kind] ?? MAX_CONCURRENCY;
    if ((used.get(kind) ?? 0) >= limit || !window.ahead.get(kind)?.length) continue;
    const share = cursorOf(window, kind) / totalOf(window, kind);
    if (share < least) [next, least] = [kind, share];
  }
  return next;
}

/** What is in flight may cost less than was reserved for it: the batch parks when nothing is. */
function parkForSpend(window: BatchWindow, now: number): void {
  if (inLanes(window).some(({ waiting }) => waiting === undefined)) return;
  const { currency } = window.terms.spend ?? {};
  const cap = `${window.spendCap}${currency === undefined ? '' : ` ${currency}`}`;
  window.park ??= {
    kind: 'spend',
    reason: `the next item would go beyond the cap of ${cap}: raise it, or cancel the batch`,
    since: now,
  };
}

/** Keeps as many items ready as there are lanes, so that none waits for a page. */
function readAhead(window: BatchWindow): BatchCommand[] {
  if (!mayBegin(window)) return [];
  return ITEM_KINDS.flatMap((kind): BatchCommand[] => {
    const waiting = window.ahead.get(kind)?.length ?? 0;
    const from = cursorOf(window, kind) + waiting;
    const left = totalOf(window, kind) - from;
    const wanted = Math.min(lanes(window), window.concurrency.perKind?.[kind] ?? MAX_CONCURRENCY);
    if (left <= 0 || waiting >= wanted || window.reading.has(kind)) return [];
    window.reading.add(kind);
    const count = Math.min(left, MAX_READ, Math.max(2 * wanted, 20));
    return [{ do: 'read', purpose: kind, ranges: [{ kind, from, count }] }];
  });
}

function cancelRunning(window: BatchWindow): BatchCommand[] {
  if (window.stop?.wait !== false) return [];
  const commands: BatchCommand[] = [];
  for (const item of window.items.values()) {
    if (item.state !== 'running') continue;
    item.state = 'cancelling';
    commands.push({ do: 'cancelItem', index: item.index });
  }
  return commands;
}

function lookUp(window: BatchWindow): BatchCommand[] {
  const commands: BatchCommand[] = [];
  for (const item of window.items.values()) {
    if (item.state !== 'leftOver') continue;
    item.state = 'lookingUp';
    commands.push({ do: 'lookUp', index: item.index });
  }
  return commands;
}

/** One shard at a time: the next one names it. */
function writeShard(window: BatchWindow, now: number): BatchCommand[] {
  if (window.writing) return [];
  const rows = unwrittenRows(window);
  if (rows.length === 0) return [];
  const full = rows.length >= Math.min(MAX_SHARD_ROWS, lanes(window));
  const due = now - Math.min(...rows.map(({ endedAt }) => endedAt)) >= FLUSH_MS;
  if (!full && !due && !isIdle(window)) return [];
  const indices = fitting(rows);
  window.writing = indices;
  return [{ do: 'writeShard', indices }];
}

/** As many rows as stay below the limit of an input, at least one. */
function fitting(rows: readonly BatchRow[]): number[] {
  const indices: number[] = [];
  let chars = 0;
  for (const row of rows.slice(0, MAX_SHARD_ROWS)) {
    chars += JSON.stringify(row).length;
    if (indices.length > 0 && chars > MAX_SHARD_CHARS) break;
    indices.push(row.index);
  }
  return indices;
}

/** Nothing is in flight, and nothing is about to be: no further result is going to fill the shard. */
function isIdle(window: BatchWindow): boolean {
  const busy = [...window.items.values()].some(
    (item) => item.state !== 'finished' && !(item.state === 'ready' && item.waiting !== undefined),
  );
  if (busy) return false;
  return !mayBegin(window) || allBegun(window);
}

function oldestRowAt(window: BatchWindow): number | undefined {
  const rows = unwrittenRows(window);
  return rows.length > 0 ? Math.min(...rows.map(({ endedAt }) => endedAt)) : undefined;
}

function probe(window: BatchWindow, now: number): BatchCommand[] {
  const { park, probing, stop } = window;
  if (park?.kind !== 'account' || probing || stop || now < (park.nextProbeAt ?? Infinity)) return [];
  window.probing = true;
  return [{ do: 'probe' }];
}

function isOver(window: BatchWindow): boolean {
  if (window.items.size > 0 || window.writing) return false;
  return window.stop !== undefined || allBegun(window);
}
