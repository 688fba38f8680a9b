import type { Expectation } from './expectation.js';
import { pagesOf, readPlan } from './watch-read-plan.js';
import type { WatchSettings } from './watch-settings.js';

/** What the plan needs to know of a watched task. */
export interface WatchedTask {
  readonly remoteId: string;
  readonly kind: string;
  /** When the service created it, by the service's clock; undefined until it was read. */
  readonly createdAt: number | undefined;
  /** The service cannot have created it earlier. How far back lists are read while `createdAt` is unknown. */
  readonly notBefore: number;
  /** When its age began, by our clock. */
  readonly bornAt: number;
  /** When it was last read here, by our clock. */
  readonly readAt: number | undefined;
  /** When it ends if its progress goes on as so far, by our clock; undefined where nothing can be told from it. */
  readonly endsAt?: number | undefined;
  /** True while a webhook is expected to tell of its end. */
  readonly awaitsWebhook?: boolean | undefined;
  /** When to look for it again, once GET has missed it. */
  readonly missingCheckAt?: number | undefined;
}

/** What the rounds before leave for the next plan. Times by our clock. */
export interface WatchState {
  readonly lastRoundAt: number;
  readonly lastFullRoundAt: number;
  /** Tasks on the account, ours and others', per ms of the time in which they were created. */
  readonly tasksPerMs: number;
  /** Stretches intervals: above 1 after trouble, with jitter. */
  readonly stretch: number;
  /** Lists were refused: read one by one until then. */
  readonly noListsUntil: number;
  /** Lists from a cursor were refused: begin at the top until then. */
  readonly noCursorUntil: number;
}

export type WatchPlan =
  | { readonly do: 'sleep'; readonly until: number }
  /** Look for a task that GET has missed, by GET and by list. */
  | { readonly do: 'search'; readonly remoteId: string }
  | { readonly do: 'get'; readonly ids: readonly string[]; readonly full: boolean }
  | {
      readonly do: 'list';
      /** Begin after this task, which is younger than every target. */
      readonly after: string | undefined;
      readonly targets: readonly WatchedTask[];
      /** Older than this, by the service's clock, the list need not show anything. */
      readonly backTo: number;
      /** So far back that reading them one by one takes fewer calls. */
      readonly gets: readonly string[];
      readonly full: boolean;
    };

export interface WatchPlanInput {
  readonly tasks: readonly WatchedTask[];
  /** What is known of how long tasks of a kind take. */
  readonly expect: (kind: string) => Expectation | undefined;
  readonly state: WatchState;
  readonly settings: WatchSettings;
  readonly now: number;
}

/** What to read next, or until when nothing needs to be read. Pure. */
export function planWatch(input: WatchPlanInput): WatchPlan {
  const { tasks, now } = input;
  const missing = tasks.filter(({ missingCheckAt }) => missingCheckAt !== undefined);
  const present = tasks.filter(({ missingCheckAt }) => missingCheckAt === undefined);
  const [nextMissing] = missing.toSorted((a, b) => searchAt(a) - searchAt(b));
  if (nextMissing && searchAt(nextMissing) <= now) return { do: 'search', remoteId: nextMissing.remoteId };

  const told = present.filter(({ awaitsWebhook }) => awaitsWebhook);
  const watched = present.filter(({ awaitsWebhook }) => !awaitsWebhook);
  const awake = watched.filter((task) => restsUntil(task, input) <= now);
  const intervalMs = netInterval(told, input);
  const netAts = told.map((task) => netDueAt(task, intervalMs, input));
  const netAt = Math.min(...netAts);
  if (netAt <= now) {
    // Who is soon due comes along: a round for each of them would cost as much as reading them all.
    const near = told.filter((_task, index) => (netAts[index] ?? Infinity) <= now + intervalMs / 2);
    return readPlan(near, [...awake, ...told], { ...input, full: false });
  }
  const due = awake.filter((task) => dueAt(task, input) <= now);
  const roundAt = Math.min(pacedRoundAt(due, watched.length, input), batchedRoundAt(awake, input));
  const fullAt = fullRoundAt(awake, input);
  if (roundAt <= now && due.length > 0) return readPlan(due, awake, { ...input, full: fullAt <= now });
  const becomeDueAt = watched
    .map((task) => Math.max(dueAt(task, input), restsUntil(task, input)))
    .filter((at) => at > now);
  const nextRoundAt = Math.min(roundAt, ...becomeDueAt);
  // A round that comes soon anyway is made a full one.
  const fullAloneAt = nextRoundAt > fullAt + input.settings.fullRoundMs / 2 ? fullAt : Infinity;
  if (fullAloneAt <= now) return readPlan(awake, awake, { ...input, full: true });
  return { do: 'sleep', until: Math.min(nextRoundAt, fullAloneAt, netAt, ...missing.map(searchAt)) };
}

function searchAt({ missingCheckAt }: WatchedTask): number {
  return missingCheckAt ?? Infinity;
}

/** A task that was never read here may have ended long ago. */
function dueAt(task: WatchedTask, { expect }: WatchPlanInput): number {
  const { readAt, endsAt, bornAt, kind } = task;
  return readAt === undefined ? -Infinity : (endsAt ?? bornAt + (expect(kind)?.dueMs ?? 0));
}

/** The more webhooks end waits, the sooner it pays to see which slots are free. */
function netInterval(told: readonly WatchedTask[], input: WatchPlanInput): number {
  const { now, settings } = input;
  const agesMs = told.reduce((sum, { bornAt }) => sum + now - bornAt, 0);
  // Where ends and starts keep pace, a wait is on average half over.
  const endsPerMs = told.length ** 2 / (2 * Math.max(agesMs, 1));
  const affordableMs = pagesOf(told, undefined, input) / (settings.netReadsPerEnd * endsPerMs);
  return Math.min(settings.netIntervalMs, Math.max(settings.maxIntervalMs, affordableMs));
}

/** When a task whose webhook is expected has to be read all the same. One that was never read may have ended long ago. */
function netDueAt(
  { readAt, bornAt }: WatchedTask,
  intervalMs: number,
  { state, settings }: WatchPlanInput,
): number {
  const { minIntervalMs, maxIntervalMs, netAgeShare } = settings;
  const { stretch, lastRoundAt } = state;
  if (readAt === undefined) return lastRoundAt + minIntervalMs * stretch;
  const waitMs = Math.max(intervalMs, netAgeShare * (readAt - bornAt));
  return Math.max(readAt + waitMs, lastRoundAt + maxIntervalMs * stretch);
}

/** True for a task that is expected to end at a certain time, and was not read since. */
function isForetold(task: WatchedTask, input: WatchPlanInput): boolean {
  const { readAt, endsAt, kind } = task;
  const foretold = endsAt !== undefined || input.expect(kind)?.foretold === true;
  return readAt !== undefined && foretold && readAt < dueAt(task, input);
}

/**
 * A task that takes so long that a page of its own is needed for it is read after a share of its age, or when its
 * end is foretold: of the older ones, ever fewer end in a given time.
 */
function restsUntil(task: WatchedTask, { settings, state, now }: WatchPlanInput): number {
  const { readAt, bornAt, endsAt } = task;
  if (readAt === undefined || (now - bornAt) * state.tasksPerMs <= settings.pageSize * 0.9) return -Infinity;
  return Math.min(readAt + settings.lateShare * (readAt - bornAt), endsAt ?? Infinity);
}

/** For tasks whose end cannot be foretold: the youngest sets the pace, as far as the number of watched tasks allows. */
function pacedRoundAt(allDue: readonly WatchedTask[], watched: number, input: WatchPlanInput): number {
  const { state, settings, expect } = input;
  const due = allDue.filter((task) => !isForetold(task, input));
  if (due.length === 0) return Infinity;
  const since = Math.max(state.lastRoundAt, earliestRead(due));
  if (since === -Infinity) return since;
  const youngestAge = since - Math.max(...due.map(({ bornAt }) => bornAt));
  const shared = settings.minIntervalMs + settings.intervalPerTaskMs * (watched - 1);
  const blind = due.every(({ kind }) => expect(kind) === undefined);
  // Of a new kind the first look comes soon, and the next when the oldest is twice as old: it may take no time at all.
  const oldestAge = since - Math.min(...due.map(({ bornAt }) => bornAt));
  const patient = blind ? Math.min(shared, Math.max(settings.minIntervalMs, oldestAge)) : shared;
  const wanted = Math.max(patient, settings.ageShare * youngestAge);
  const affordable = Math.max(settings.minIntervalMs, affordableInterval(due, since, input));
  const longest = blind ? settings.blindIntervalMs : settings.maxIntervalMs;
  return since + Math.min(wanted, affordable, longest) * state.stretch;
}

/** The interval at which the reads of the tasks that are about to end stay within `readsPerEnd`. */
function affordableInterval(due: readonly WatchedTask[], since: number, input: WatchPlanInput): number {
  const { settings, expect } = input;
  const endsPerMs = due.map(({ kind, bornAt }) => {
    const known = expect(kind);
    // A task that takes longer than most may go on for ever: it must not keep the pace up.
    if (!known || since - bornAt > known.lateMs) return 0;
    return 1 / Math.max(known.lateMs - known.dueMs, settings.minIntervalMs);
  });
  const calls = Math.min(pagesOf(due, undefined, input), due.length);
  return calls / (settings.readsPerEnd * endsPerMs.reduce((sum, rate) => sum + rate, 0));
}

/** For ends that can be foretold: just after as many of them as can wait for each other. */
function batchedRoundAt(present: readonly WatchedTask[], input: WatchPlanInput): number {
  const { state, settings } = input;
  const ends = present
    .filter((task) => isForetold(task, input))
    .map((task) => dueAt(task, input))
    .toSorted((a, b) => a - b);
  const delayMs = batchedDelay(present, input);
  let batchAt = ends[0] ?? Infinity;
  let sum = 0;
  for (const [index, at] of ends.entries()) {
    sum += at;
    if (at - sum / (index + 1) > delayMs) break;
    batchAt = at;
  }
  return Math.max(batchAt, state.lastRoundAt + settings.minIntervalMs * state.stretch);
}

/** What ends soon should not wait long: the wait is a share of the time that tasks take on average. */
function batchedDelay(present: readonly WatchedTask[], input: WatchPlanInput): number {
  const { minIntervalMs, batchedDelayMs, batchedShare } = input.settings;
  const durations = present
    .filter((task) => isForetold(task, input))
    .map((task) => dueAt(task, input) - task.bornAt);
  const meanMs = durations.reduce((sum, ms) => sum + ms, 0) / Math.max(1, durations.length);
  return Math.min(batchedDelayMs, minIntervalMs / 2 + batchedShare * meanMs);
}

function fullRoundAt(present: readonly WatchedTask[], { state, settings }: WatchPlanInput): number {
  if (present.length === 0) return Infinity;
  const since = Math.max(state.lastFullRoundAt, earliestRead(present));
  return since === -Infinity ? since : since + settings.fullRoundMs * state.stretch;
}

function earliestRead(tasks: readonly WatchedTask[]): number {
  return Math.min(...tasks.map(({ readAt }) => readAt ?? -Infinity));
}
