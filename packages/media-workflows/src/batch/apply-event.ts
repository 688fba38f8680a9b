import {
  FAILURE_TYPES,
  PERMANENT_REMOTE_ERRORS,
  STAGE_ERRORS,
  type AccountProbe,
  type FoundRemote,
  type PipelineItemOutcome,
  type PlannedItem,
  type RemoteOutcome,
} from '@org/media-contracts';
import type { ActivityTrouble } from '../stage-failure.js';
import type { BatchEvent } from './batch-event.js';
import { passTime, type BatchWindow } from './batch-window.js';
import { failItem, finishItem, setbackError } from './finish-item.js';
import { expectedCost, settledCost } from './spend.js';
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

function takeOutcome(
  window: BatchWindow,
  item: WindowItem,
  { outcome, now }: { outcome: RemoteOutcome; now: number },
): void {
  noteWork(window, item, outcome);
  if (outcome.outcome === 'succeeded') {
    const { durationSeconds, sizeBytes } = outcome.file;
    item.reserved = settledCost(window, item.kind, durationSeconds);
    finishItem(window, item, now, {
      outcome: 'succeeded',
      outputUrl: outcome.outputUrl,
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(sizeBytes !== undefined && { sizeBytes }),
    });
    return;
  }
  const error = setbackError(outcome);
  const { policyOf } = window.terms;
  const policy = policyOf(item.kind);
  const kind = outcome.error.kind;
  const permanent = kind !== undefined && PERMANENT_REMOTE_ERRORS.includes(kind);
  if (permanent || window.stop || item.tries >= policy.generations) {
    failItem(window, item, now, { error, ended: true });
    return;
  }
  const waitMs = policy.backoffMs * policy.backoffCoefficient ** (item.tries - 1);
  if (now + waitMs >= item.deadlineAt) {
    const message = `the deadline leaves no time for another generation; the last one: ${error.message}`;
    failItem(window, item, now, { error: { type: STAGE_ERRORS.timedOut, message }, ended: true });
    return;
  }
  // It has ended: the next generation has nothing to do with it.
  item.remoteId = undefined;
  item.error = error;
  item.spent += item.reserved;
  item.reserved = 0;
  wait(item, { waiting: 'backOff', now, until: now + waitMs });
}

function noteWork(window: BatchWindow, item: WindowItem, outcome: RemoteOutcome): void {
  const { createdAt, finishedAt, throttledMs = 0, calls = 0 } = outcome;
  item.remoteId = outcome.remoteId;
  item.calls += calls;
  item.deadlineAt += throttledMs;
  window.throttledMs += throttledMs;
  if (createdAt !== undefined && finishedAt !== undefined) {
    item.busyMs += Math.max(0, finishedAt - createdAt);
  }
}

function takePipeline(
  window: BatchWindow,
  item: WindowItem,
  { outcome, now }: { outcome: PipelineItemOutcome; now: number },
): void {
  const { pipeline, durationSeconds, busyMs = 0, calls = 0 } = outcome;
  item.remoteId = pipeline.workflowId;
  item.calls += calls;
  item.busyMs += busyMs;
  if (outcome.outcome === 'succeeded') {
    item.reserved = settledCost(window, item.kind, durationSeconds);
    finishItem(window, item, now, {
      outcome: 'succeeded',
      pipeline,
      ...(durationSeconds !== undefined && { durationSeconds }),
    });
    return;
  }
  const error = outcome.error ?? { type: outcome.outcome, message: `the pipeline was ${outcome.outcome}` };
  const asAsked = outcome.outcome === 'cancelled' && item.state !== 'running';
  finishItem(window, item, now, {
    outcome: asAsked ? 'cancelled' : 'failed',
    pipeline,
    ...(!asAsked && { error }),
    ended: true,
  });
}

function takeTrouble(
  window: BatchWindow,
  item: WindowItem,
  { trouble, now }: { trouble: ActivityTrouble; now: number },
): void {
  switch (trouble.kind) {
    case 'accountBlocked':
      wait(item, { waiting: 'account', now, until: 0 });
      window.park ??= {
        kind: 'account',
        reason: trouble.reason,
        since: now,
        nextProbeAt: now + window.terms.accountProbeMs,
      };
      return;
    case 'throttled':
      window.throttledMs += trouble.throttledMs + Math.max(0, trouble.retryAt - now);
      item.deadlineAt += trouble.throttledMs + Math.max(0, trouble.retryAt - now);
      wait(item, { waiting: 'quota', now, until: trouble.retryAt });
      return;
    case 'timedOut':
      item.error = { type: STAGE_ERRORS.timedOut, message: trouble.message };
      item.state = 'leftOver';
      return;
    case 'failed':
      item.error = { type: trouble.type, message: trouble.message };
      // A refused request made nothing that could be found, and nothing that is paid.
      if (trouble.type === FAILURE_TYPES.badInput) {
        item.reserved = 0;
        failItem(window, item, now, { error: item.error });
      } else item.state = 'leftOver';
  }
}

function wait(
  item: WindowItem,
  { waiting, now, until }: { waiting: NonNullable<WindowItem['waiting']>; now: number; until: number },
): void {
  item.state = 'ready';
  item.waiting = waiting;
  item.waitingSince = now;
  item.retryNotBefore = until;
}

/** What an item left at the service is known, or why it is not: it ends as it was going to. */
function takeFound(
  window: BatchWindow,
  item: WindowItem,
  { found, now }: { found: EventOf<'lookedUp'>['found']; now: number },
): void {
  const remote = 'problem' in found ? undefined : found.remote;
  if (remote?.state === 'succeeded' && remote.outputUrl !== undefined) {
    // It succeeded just before, or just after, nobody waited any more: what is paid is not thrown away.
    item.remoteId = remote.remoteId;
    finishItem(window, item, now, { outcome: 'succeeded', outputUrl: remote.outputUrl });
    return;
  }
  const left = leftAt(item, found);
  const problem = 'problem' in found ? `; ${found.problem}` : '';
  item.remoteId = left.remoteId;
  // What never reached the service costs nothing.
  if (left.remoteId === undefined) item.reserved = 0;
  else item.reserved = Math.max(item.reserved, expectedCost(window, item.kind));
  const leftRunning = left.running && { leftRunning: true };
  if (!item.error) {
    finishItem(window, item, now, { outcome: 'cancelled', ...leftRunning });
    return;
  }
  const error = { ...item.error, message: item.error.message + problem };
  failItem(window, item, now, { error, ...leftRunning });
}

/** Lists lag behind creates: what an attempt named was running when it was told. */
function leftAt(
  { remoteId }: WindowItem,
  found: FoundRemote | { problem: string },
): { remoteId: string | undefined; running: boolean } {
  const remote = 'problem' in found ? undefined : found.remote;
  if (remote) return { remoteId: remote.remoteId, running: remote.state === 'running' };
  return { remoteId, running: remoteId !== undefined };
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
