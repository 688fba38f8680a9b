import { ITEM_KINDS, MAX_CONCURRENCY, type ItemKind, type ItemRange } from '@org/media-contracts';
import type { BatchCommand } from './batch-event.js';
import { cursorOf, inLanes, lanes, mayBegin, totalOf, type BatchWindow } from './batch-window.js';
import { expectedCost, wouldExceedCap } from './spend.js';
import { newItem, type WindowItem } from './window-item.js';

/** Items are read ahead in slices of so many: a slice is in the history once. */
const MAX_READ = 200;

/** First of all, and whatever the lanes: these items are in flight at the service. */
export function readCarried(window: BatchWindow): BatchCommand[] {
  if (window.reading.has('carried')) return [];
  const ranges: ItemRange[] = [];
  for (const { state, kind, ordinal } of window.items.values()) {
    if (state === 'unread') ranges.push({ kind, from: ordinal, count: 1 });
  }
  if (ranges.length === 0) return [];
  window.reading.add('carried');
  return [{ do: 'read', purpose: 'carried', ranges }];
}

/** An item that waits is held back as long as nothing that costs may be asked for: another generation is a new task. */
export function isHeld({ park, pause, stop }: BatchWindow, { waiting }: WindowItem): boolean {
  if (waiting === undefined || stop) return false;
  if (park?.kind === 'account') return true;
  return waiting === 'backOff' && (pause !== undefined || park !== undefined);
}

export function scheduleReady(window: BatchWindow, now: number): BatchCommand[] {
  const commands: BatchCommand[] = [];
  for (const item of window.items.values()) {
    if (item.state !== 'ready' || isHeld(window, item)) continue;
    if (item.waiting !== undefined && item.retryNotBefore > now) continue;
    if (item.waiting === 'backOff' && wouldExceedCap(window, item.kind)) {
      parkForSpend(window, now);
      continue;
    }
    endWait(window, item, now);
    commands.push(run(window, item, now));
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

function run(window: BatchWindow, item: WindowItem, now: number): BatchCommand {
  item.state = 'running';
  item.scheduledAt = now;
  item.reserved = expectedCost(window, item.kind);
  return { do: 'run', index: item.index };
}

export function beginItems(window: BatchWindow, now: number): BatchCommand[] {
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
    commands.push(run(window, item, now));
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
export function readAhead(window: BatchWindow): BatchCommand[] {
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
