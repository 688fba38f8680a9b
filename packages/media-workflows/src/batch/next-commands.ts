import type { BatchStopReason } from '@org/media-contracts';
import type { BatchCommand, HistoryPressure } from './batch-event.js';
import { NO_PRESSURE } from './batch-event.js';
import { allBegun, type BatchWindow } from './batch-window.js';
import { beginItems, isHeld, readAhead, readCarried, scheduleReady } from './begin-items.js';
import { failItem } from './finish-item.js';
import { drainEndsAt, handOverCommands, handOverIsDue } from './hand-over.js';
import { flushAt, writeShard } from './result-shards.js';
import type { WindowItem } from './window-item.js';

/** What is to be done now. Each command is given once; the window knows what it has asked for. */
export function nextCommands(
  window: BatchWindow,
  now: number,
  pressure: HistoryPressure = NO_PRESSURE,
): BatchCommand[] {
  if (window.concluded) return [];
  if (!window.plan) return planCommands(window);
  settleStopped(window, now);
  if (window.stop) window.handingOver = undefined;
  else if (handOverIsDue(window, pressure)) window.handingOver ??= { since: now };
  if (window.handingOver) return handOverCommands(window, now);
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

/**
 * When something will be due without an event; undefined while only events can change anything. What is due already is
 * not among it: it waits for an event, and a timer for it would fire at once, again and again.
 */
export function wakeAt(window: BatchWindow, now: number): number | undefined {
  if (window.concluded || !window.plan) return undefined;
  const times = window.handingOver ? [drainEndsAt(window)] : dueTimes(window);
  const soonest = Math.min(...times.map((at) => (at !== undefined && at > now ? at : Infinity)));
  return soonest === Infinity ? undefined : soonest;
}

function dueTimes(window: BatchWindow): (number | undefined)[] {
  const { items, park, probing, stop } = window;
  const waits = [...items.values()].filter((item) => item.state === 'ready' && !isHeld(window, item));
  return [
    ...waits.map(({ retryNotBefore }) => retryNotBefore),
    flushAt(window),
    probing || stop ? undefined : park?.nextProbeAt,
  ];
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

/** While the batch stops, nothing is asked for a second time: what waits for that ends here. */
function settleStopped(window: BatchWindow, now: number): void {
  if (!window.stop) return;
  for (const item of window.items.values()) {
    if (item.state !== 'ready') continue;
    if (item.waiting === 'backOff' && item.error) {
      failItem(window, item, now, { error: item.error, ended: true });
    } else if (isStillWaitedFor(window.stop, item)) {
      continue;
    } else {
      item.error = undefined;
      item.state = 'leftOver';
    }
  }
}

/** In flight: not held back at all, or held back by quota while its remote task runs. */
function isStillWaitedFor({ wait }: BatchStopReason, { waiting, remoteId }: WindowItem): boolean {
  return wait && (waiting === undefined || (waiting === 'quota' && remoteId !== undefined));
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
