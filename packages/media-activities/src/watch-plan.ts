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
  /** When to look for it again, once GET has missed it. */
  readonly missingCheckAt?: number | undefined;
}

/** What the rounds before leave for the next plan. Times by our clock. */
export interface WatchState {
  readonly lastRoundAt: number;
  readonly lastFullRoundAt: number;
  /** Pages that the last partial list took. */
  readonly pages: number;
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
      /** Older than this, by the service's clock, there is no target. */
      readonly backTo: number;
      readonly full: boolean;
    };

export interface WatchPlanInput {
  readonly tasks: readonly WatchedTask[];
  /** Between which ages most tasks of a kind end, in ms; undefined while that is not known. */
  readonly endsWithin: (kind: string) => { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly state: WatchState;
  readonly settings: WatchSettings;
  readonly now: number;
}

/** What to read next, or until when nothing needs to be read. Pure. */
export function planWatch(input: WatchPlanInput): WatchPlan {
  const { tasks, state, settings, now } = input;
  const missing = tasks.filter(({ missingCheckAt }) => missingCheckAt !== undefined);
  const present = tasks.filter(({ missingCheckAt }) => missingCheckAt === undefined);
  const [nextMissing] = missing.toSorted((a, b) => searchAt(a) - searchAt(b));
  if (nextMissing && searchAt(nextMissing) <= now) return { do: 'search', remoteId: nextMissing.remoteId };

  const due = present.filter((task) => dueAt(task, input) <= now);
  const roundAt = due.length > 0 ? nextRoundAt(due, input) : Infinity;
  const fullAt = present.length > 0 ? nextFullRoundAt(present, state, settings) : Infinity;
  if (fullAt <= now && (due.length === 0 || roundAt <= now))
    return readPlan(present, { ...input, full: true });
  if (roundAt <= now) return readPlan(due, { ...input, full: false });

  const becomesDueAt = present.map((task) => dueAt(task, input)).filter((at) => at > now);
  const untilRound = due.length > 0 ? roundAt : fullAt;
  return { do: 'sleep', until: Math.min(untilRound, ...becomesDueAt, ...missing.map(searchAt)) };
}

function searchAt({ missingCheckAt }: WatchedTask): number {
  return missingCheckAt ?? Infinity;
}

/** A task that was never read here may have ended long ago. */
function dueAt(task: WatchedTask, { endsWithin }: WatchPlanInput): number {
  return task.readAt === undefined ? -Infinity : task.bornAt + (endsWithin(task.kind)?.fromMs ?? 0);
}

/** The youngest task sets the pace, as far as the number of tasks allows; ends that are known to be near make it faster. */
function nextRoundAt(due: readonly WatchedTask[], input: WatchPlanInput): number {
  const { state, settings } = input;
  const since = Math.max(state.lastRoundAt, earliestRead(due));
  if (since === -Infinity) return since;
  const youngestAge = since - Math.max(...due.map(({ bornAt }) => bornAt));
  const shared = Math.max(settings.minIntervalMs, settings.intervalPerTaskMs * due.length);
  const wanted = Math.max(shared, settings.ageShare * youngestAge);
  const affordable = Math.max(settings.minIntervalMs, affordableInterval(due, { ...input, now: since }));
  return since + Math.min(wanted, affordable, settings.maxIntervalMs) * state.stretch;
}

/** The interval at which the reads of the tasks that are about to end stay within `readsPerEnd`. */
function affordableInterval(due: readonly WatchedTask[], input: WatchPlanInput): number {
  const { state, settings, endsWithin, now } = input;
  const endsPerMs = due.map(({ kind, bornAt }) => {
    const window = endsWithin(kind);
    // A task that takes longer than most may go on for ever: it must not keep the pace up.
    if (!window || now - bornAt > window.toMs + settings.maxIntervalMs) return 0;
    return 1 / Math.max(window.toMs - window.fromMs, settings.minIntervalMs);
  });
  const pages = Math.min(state.pages, due.length);
  return pages / (settings.readsPerEnd * endsPerMs.reduce((sum, rate) => sum + rate, 0));
}

function nextFullRoundAt(
  present: readonly WatchedTask[],
  state: WatchState,
  settings: WatchSettings,
): number {
  const since = Math.max(state.lastFullRoundAt, earliestRead(present));
  return since === -Infinity ? since : since + settings.fullRoundMs * state.stretch;
}

function earliestRead(tasks: readonly WatchedTask[]): number {
  return Math.min(...tasks.map(({ readAt }) => readAt ?? -Infinity));
}

/** Reads one by one while that costs no more calls than lists would. */
function readPlan(targets: readonly WatchedTask[], input: WatchPlanInput & { full: boolean }): WatchPlan {
  const { state, settings, now, full, tasks } = input;
  const listsRefused = now < state.noListsUntil;
  if (targets.length <= state.pages || listsRefused) {
    const ids = longestUnread(targets, listsRefused ? settings.maxGets : targets.length);
    return { do: 'get', ids, full };
  }
  const backTo = Math.min(...targets.map(({ createdAt, notBefore }) => createdAt ?? notBefore));
  return {
    do: 'list',
    after: full || now < state.noCursorUntil ? undefined : cursor(tasks, targets, input),
    targets,
    backTo,
    full,
  };
}

function longestUnread(tasks: readonly WatchedTask[], count: number): string[] {
  return tasks
    .toSorted((a, b) => (a.readAt ?? -Infinity) - (b.readAt ?? -Infinity))
    .slice(0, count)
    .map(({ remoteId }) => remoteId);
}

/** The oldest task that is younger than every target: a list that begins after it leaves out what need not be read. */
function cursor(
  tasks: readonly WatchedTask[],
  targets: readonly WatchedTask[],
  { settings, now }: WatchPlanInput,
): string | undefined {
  const youngestTarget = Math.max(...targets.map(({ createdAt }) => createdAt ?? Infinity));
  const listed = now - settings.listLagMs;
  const [oldest] = tasks
    .filter(
      ({ createdAt, bornAt }) => createdAt !== undefined && createdAt > youngestTarget && bornAt < listed,
    )
    .toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  return oldest?.remoteId;
}
