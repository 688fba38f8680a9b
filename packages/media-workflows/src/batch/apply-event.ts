import type { AccountProbe, PlannedItem } from '@org/media-contracts';
import type { BatchEvent } from './batch-event.js';
import { passTime, type BatchWindow } from './batch-window.js';
import { takeFound, takeOutcome, takePipeline, takeTrouble } from './take-end.js';
import type { ItemState, WindowItem } from './window-item.js';

/** Probes become seldom while the account stays blocked, up to this far apart. */
const MAX_PROBE_MS = 60 * 60_000;
/** Results are counted by the minute, for the rate; half an hour is looked back on. */
const PACE_MS = 60_000;
const MAX_PACE = 30;

type EventOf<Type extends BatchEvent['type']> = Extract<BatchEvent, { type: Type }>;
type Handlers = {
  readonly [Type in BatchEvent['type']]: (window: BatchWindow, event: EventOf<Type>, now: number) => void;
};

/** Takes in what happened. Same window, same event, same time: same change. */
export function applyEvent(window: BatchWindow, event: BatchEvent, now: number): void {
  passTime(window, now);
  const handle = HANDLERS[event.type] as (window: BatchWindow, event: BatchEvent, now: number) => void;
  handle(window, event, now);
}

const HANDLERS: Handlers = {
  planned: (window, { plan }) => {
    window.plan = plan;
  },
  planCancelled: (window) => {
    window.planning = 'cancelled';
  },
  read: takeItems,
  ended: (window, { index, outcome }, now) => {
    withOpenItem(window, index, (item) => {
      noteFlight(window, now - item.scheduledAt);
      takeOutcome(window, item, { outcome, now });
    });
  },
  pipelineEnded: (window, { index, outcome }, now) => {
    const item = window.items.get(index);
    if (item && OPEN_PIPELINE.includes(item.state)) takePipeline(window, item, { outcome, now });
  },
  threw: (window, { index, trouble, remoteId }, now) => {
    withOpenItem(window, index, (item) => {
      item.remoteId = remoteId ?? item.remoteId;
      takeTrouble(window, item, { trouble, now });
    });
  },
  itemCancelled: (window, { index, remoteId }) => {
    withOpenItem(window, index, (item) => {
      item.remoteId = remoteId ?? item.remoteId;
      item.error = undefined;
      item.state = 'leftOver';
    });
  },
  lookedUp: (window, { index, found }, now) => {
    const item = window.items.get(index);
    if (item?.state === 'lookingUp') takeFound(window, item, { found, now });
  },
  shardWritten: takeShard,
  probed: (window, { probe }, now) => {
    takeProbe(window, probe, now);
  },
  pause: (window, { reason }, now) => {
    window.pause ??= { since: now, ...(reason !== undefined && { reason }) };
  },
  resume: (window, _event, now) => {
    window.pause = undefined;
    // Whether the cap still forbids it is found out when something is to begin.
    if (window.park?.kind === 'spend') window.park = undefined;
    else if (window.park) window.park = { ...window.park, nextProbeAt: now };
  },
  cancel: (window, { wait, reason }, now) => {
    const { stop } = window;
    window.stop = stop
      ? { ...stop, wait: stop.wait && wait }
      : { kind: 'cancelled', message: reason, at: now, wait };
  },
  setConcurrency: (window, { concurrency }) => {
    window.concurrency = concurrency;
  },
  setSpendCap: (window, { cap }) => {
    window.spendCap = cap;
    if (window.park?.kind === 'spend') window.park = undefined;
  },
};

/** A pipeline that is to be stopped is looked up and stopped in one. */
const OPEN_PIPELINE: readonly ItemState[] = ['running', 'cancelling', 'lookingUp'];

/** An answer about an item that has its row already changes nothing. */
function withOpenItem(window: BatchWindow, index: number, act: (item: WindowItem) => void): void {
  const item = window.items.get(index);
  if (item && (item.state === 'running' || item.state === 'cancelling')) act(item);
}

function takeItems(window: BatchWindow, { purpose, items }: EventOf<'read'>): void {
  window.reading.delete(purpose);
  if (purpose === 'carried') for (const planned of items) takeCarried(window, planned);
  else window.ahead.set(purpose, [...(window.ahead.get(purpose) ?? []), ...items]);
}

function takeCarried(window: BatchWindow, planned: PlannedItem): void {
  const item = window.items.get(planned.index);
  if (item?.state !== 'unread') return;
  item.planned = planned;
  item.state = 'ready';
}

/** A moving mean over about the last ten. */
function noteFlight(window: BatchWindow, ms: number): void {
  window.flightMs = window.flightMs === undefined ? ms : window.flightMs * 0.9 + ms * 0.1;
}

/** Only now do the results count: one step moves the counters and forgets the indices. */
function takeShard(window: BatchWindow, { key }: EventOf<'shardWritten'>, now: number): void {
  const indices = window.writing ?? [];
  window.writing = undefined;
  window.shard = { number: window.shard.number + 1, key };
  window.flushedHere += indices.length;
  const counts = { ...window.counts };
  for (const index of indices) {
    const item = window.items.get(index);
    if (!item?.row) continue;
    counts[item.row.outcome]++;
    window.spent += item.row.spend ?? 0;
    window.calls += item.calls;
    window.busyMs += item.busyMs;
    window.items.delete(index);
  }
  window.counts = counts;
  notePace(window, indices.length, now);
}

function notePace(window: BatchWindow, done: number, now: number): void {
  const last = window.pace.at(-1);
  if (last && now - last.at < PACE_MS) {
    window.pace = [...window.pace.slice(0, -1), { at: last.at, done: last.done + done }];
  } else window.pace = [...window.pace, { at: now, done }].slice(-MAX_PACE);
}

function takeProbe(window: BatchWindow, probe: AccountProbe, now: number): void {
  window.probing = false;
  const { park } = window;
  if (park?.kind !== 'account') return;
  if (probe.ok) {
    window.park = undefined;
    return;
  }
  const { accountProbeMs } = window.terms;
  const waitMs = Math.min(Math.max(accountProbeMs, now - park.since), Math.max(MAX_PROBE_MS, accountProbeMs));
  window.park = { ...park, reason: probe.reason, nextProbeAt: now + waitMs };
}
