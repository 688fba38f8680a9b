import type { WatchedTask, WatchPlan, WatchPlanInput } from './watch-plan.js';

/** Reads one by one while that costs no more calls than a list would, and everything when that costs no more either. */
export function readPlan(
  due: readonly WatchedTask[],
  present: readonly WatchedTask[],
  input: WatchPlanInput & { full: boolean },
): WatchPlan {
  const { state, settings, now } = input;
  if (now < state.noListsUntil) {
    return { do: 'get', ids: longestUnread(due, settings.maxGets), full: input.full };
  }
  const after = now < state.noCursorUntil ? undefined : cursor(present, due, input);
  const cheapest = Math.min(pagesOf(due, after, input), due.length);
  const full = input.full || (present.length > 1 && pagesOf(present, undefined, input) <= cheapest);
  const from = full ? undefined : after;
  const { near, far } = split(full ? present : due, from, input);
  if (near.length === 0) return { do: 'get', ids: longestUnread(far, far.length), full };
  const backTo = Math.min(...near.map(({ createdAt, notBefore }) => createdAt ?? notBefore));
  return {
    do: 'list',
    after: from?.remoteId,
    targets: near,
    backTo,
    gets: far.map(({ remoteId }) => remoteId),
    full,
  };
}

/** Which targets to read by list, and which lie so far back that it takes fewer calls to read them one by one. */
function split(
  targets: readonly WatchedTask[],
  from: WatchedTask | undefined,
  input: WatchPlanInput,
): { near: readonly WatchedTask[]; far: readonly WatchedTask[] } {
  const oldestFirst = targets.toSorted((a, b) => a.bornAt - b.bornAt);
  let best: { near: readonly WatchedTask[]; far: readonly WatchedTask[] } = { near: [], far: targets };
  let fewest = targets.length;
  // A list is not worth it for a single task.
  for (let count = Math.min(input.settings.maxGets, targets.length - 2); count >= 0; count--) {
    const far = oldestFirst.slice(0, count);
    const near = targets.filter((task) => !far.includes(task));
    const calls = pagesOf(near, from, input) + count;
    if (calls > fewest) continue;
    fewest = calls;
    best = { near, far };
  }
  return best;
}

/** How many pages a list is expected to take from a task, or from the newest one, back to the oldest target. */
export function pagesOf(
  targets: readonly WatchedTask[],
  from: WatchedTask | undefined,
  { state, settings, now }: WatchPlanInput,
): number {
  const spanMs = (from?.bornAt ?? now) - Math.min(...targets.map(({ bornAt }) => bornAt));
  return Math.max(1, Math.ceil((spanMs * state.tasksPerMs) / settings.pageSize));
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
): WatchedTask | undefined {
  const youngestTarget = Math.max(...targets.map(({ createdAt }) => createdAt ?? Infinity));
  const listed = now - settings.listLagMs;
  const [oldest] = tasks
    .filter(
      ({ createdAt, bornAt }) => createdAt !== undefined && createdAt > youngestTarget && bornAt < listed,
    )
    .toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  return oldest;
}
