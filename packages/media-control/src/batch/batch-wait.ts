import { defined } from '../defined.js';
import type { PendingActivity } from '../temporal/pending-activity.js';
import { isStoreActivity, type QueueState } from './queue-state.js';
import type { BatchReading } from './read-batch.js';
import { retryWait, type RetryWait } from './retry-wait.js';

/** Why a batch does not go faster right now, or not at all. `at` and `until` are ms since the epoch. */
export type BatchWait =
  /** Nobody answers for the workflow, so nothing is decided. */
  | { readonly for: 'workflow'; readonly text: string }
  | { readonly for: 'pause'; readonly reason?: string; readonly since: number }
  | {
      readonly for: 'account';
      readonly reason: string;
      readonly since: number;
      readonly nextProbeAt?: number;
    }
  | { readonly for: 'spend'; readonly reason: string; readonly since: number }
  /** The store refuses what is to be written or read. */
  | {
      readonly for: 'store';
      readonly doing: StoreWork;
      readonly because: string;
      readonly attempt: number;
      readonly at?: number;
      readonly since?: number;
    }
  | { readonly for: 'slot'; readonly queue: QueueState }
  | { readonly for: 'quota'; readonly until: number }
  /** A large list or manifest takes its time. */
  | { readonly for: 'storeWork'; readonly doing: StoreWork; readonly since?: number }
  | {
      readonly for: 'stop';
      readonly message: string;
      readonly since: number;
      readonly inFlight: number;
      /** False until the list was read: there is no manifest before that. */
      readonly planned: boolean;
      readonly wait: boolean;
    }
  | RetryWait
  /** Items that back off before their next generation. They keep their lanes. */
  | { readonly for: 'backOff'; readonly items: number }
  | { readonly for: 'remote'; readonly items: number }
  /** The workflow's own words for what is none of the above. */
  | { readonly for: 'other'; readonly text: string };

export type StoreWork = 'reading the list' | 'reading items' | 'writing results' | 'writing the manifest';

const DOING: Readonly<Record<string, StoreWork>> = {
  planBatch: 'reading the list',
  readItems: 'reading items',
  writeShard: 'writing results',
  writeManifest: 'writing the manifest',
};

/** Every activity waits for a moment until a worker takes it. In ms. */
const USUAL_WAIT_MS = 5_000;

function isKept({ polled, since }: QueueState, now: number): boolean {
  return !polled || now - since > USUAL_WAIT_MS;
}

/** What a running batch waits for, what holds up most first. Empty when it only works. */
export function batchWaits(reading: BatchReading): BatchWait[] {
  const { status, silence, queues, pending } = reading;
  const waits: (BatchWait | undefined)[] = [
    silence === undefined ? undefined : { for: 'workflow', text: silence },
    ...personWaits(reading),
    ...queues
      .filter((queue) => isKept(queue, reading.at))
      .map((queue): BatchWait => ({ for: 'slot', queue })),
    ...pending.filter(isStoreActivity).map((activity) => storeWait(activity, reading)),
    stopWait(reading),
    quotaWait(reading),
    retryWait(pending, reading.at),
  ];
  const items = status?.counts;
  if (items && items.waiting > 0) waits.push({ for: 'backOff', items: items.waiting });
  if (items && items.inFlight > 0) waits.push({ for: 'remote', items: items.inFlight });
  const known = waits.filter((wait) => wait !== undefined);
  const hasWords = status?.waitingFor !== undefined && status.phase !== 'planning';
  if (known.length > 0 || !hasWords) return known;
  return [{ for: 'other', text: status.waitingFor ?? '' }];
}

function personWaits({ status }: BatchReading): (BatchWait | undefined)[] {
  const { pause, park } = status ?? {};
  return [
    pause && { for: 'pause', since: pause.since, ...defined({ reason: pause.reason }) },
    park && {
      for: park.kind,
      reason: park.reason,
      since: park.since,
      ...(park.nextProbeAt === undefined || park.kind === 'spend' ? {} : { nextProbeAt: park.nextProbeAt }),
    },
  ];
}

function storeWait(activity: PendingActivity, { at, status }: BatchReading): BatchWait | undefined {
  const doing = DOING[activity.type];
  if (doing === undefined) return undefined;
  const { lastFailure, attempt, nextAttemptAt, state } = activity;
  if (lastFailure && attempt > 1) {
    const next = nextAttemptAt !== undefined && nextAttemptAt > at ? { at: nextAttemptAt } : {};
    // Temporal keeps no time of the first attempt; a batch begins with its plan.
    const since = defined({ since: activity.type === 'planBatch' ? status?.startedAt : undefined });
    return { for: 'store', doing, because: lastFailure.message, attempt, ...next, ...since };
  }
  // What waits for a slot is told with its queue; shards and pages are written and read all the time.
  const isSlow = activity.type === 'planBatch' || activity.type === 'writeManifest';
  if (state === 'scheduled' || !isSlow) return undefined;
  return { for: 'storeWork', doing, ...defined({ since: activity.startedAt }) };
}

function stopWait({ status }: BatchReading): BatchWait | undefined {
  const { stop, counts, list } = status ?? {};
  if (!stop || !counts) return undefined;
  const { message, at, wait } = stop;
  return {
    for: 'stop',
    message,
    since: at,
    inFlight: counts.inFlight + counts.waiting,
    planned: list !== undefined,
    wait,
  };
}

/** By the workflow's word, or by what the activities tell: the first of them to go on. */
function quotaWait({ status, pending, at }: BatchReading): BatchWait | undefined {
  const told = pending.flatMap(({ heartbeat }) =>
    heartbeat?.waitingFor === 'quota' && heartbeat.until !== undefined ? [heartbeat.until] : [],
  );
  const until = status?.quotaUntil ?? (told.length > 0 ? Math.min(...told) : undefined);
  return until === undefined || until <= at ? undefined : { for: 'quota', until };
}
