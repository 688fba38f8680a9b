import {
  FAILURE_TYPES,
  STAGE_ERRORS,
  type FoundRemote,
  type PipelineItemOutcome,
  type RemoteOutcome,
} from '@org/media-contracts';
import { afterSetback } from '../setback.js';
import type { ActivityTrouble } from '../stage-failure.js';
import type { BatchWindow } from './batch-window.js';
import { failItem, finishItem, setbackError } from './finish-item.js';
import { expectedCost, settledCost } from './spend.js';
import type { WindowItem } from './window-item.js';

export function takeOutcome(
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
  const { tries, deadlineAt } = item;
  const next = afterSetback(outcome, window.terms.policyOf(item.kind), { tries, deadlineAt, now });
  if (!next.again || window.stop) {
    const error = next.again ? setbackError(outcome) : { type: next.type, message: next.message };
    failItem(window, item, now, { error, ended: true });
    return;
  }
  // It has ended: the next generation has nothing to do with it.
  item.remoteId = undefined;
  item.error = setbackError(outcome);
  item.spent += item.reserved;
  item.reserved = 0;
  wait(item, { waiting: 'backOff', now, until: now + next.waitMs });
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

export function takePipeline(
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

export function takeTrouble(
  window: BatchWindow,
  item: WindowItem,
  { trouble, now }: { trouble: ActivityTrouble; now: number },
): void {
  switch (trouble.kind) {
    case 'accountBlocked':
      wait(item, { waiting: 'account', now, until: 0 });
      parkForAccount(window, trouble.reason, now);
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

/** Also instead of a park for spend, which asks nobody whether the account works again and lets its items go on. */
function parkForAccount(window: BatchWindow, reason: string, now: number): void {
  if (window.park?.kind === 'account') return;
  window.park = { kind: 'account', reason, since: now, nextProbeAt: now + window.terms.accountProbeMs };
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
export function takeFound(
  window: BatchWindow,
  item: WindowItem,
  { found, now }: { found: FoundRemote | { problem: string }; now: number },
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
