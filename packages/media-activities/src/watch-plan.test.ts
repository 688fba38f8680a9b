import { describe, expect, it } from 'vitest';
import type { Expectation } from './expectation.js';
import { planWatch, type WatchedTask, type WatchPlanInput, type WatchState } from './watch-plan.js';
import { DEFAULT_WATCH_SETTINGS } from './watch-settings.js';

const NOW = 1_000_000;

const QUIET: WatchState = {
  lastRoundAt: NOW - 60_000,
  lastFullRoundAt: NOW - 1,
  tasksPerMs: 0,
  stretch: 1,
  noListsUntil: -Infinity,
  noCursorUntil: -Infinity,
};

/** A task that was created `ageMs` ago and is read since then. */
function task(remoteId: string, ageMs: number, changes: Partial<WatchedTask> = {}): WatchedTask {
  const bornAt = NOW - ageMs;
  return {
    remoteId,
    kind: 'video',
    createdAt: bornAt,
    notBefore: bornAt - 600_000,
    bornAt,
    readAt: bornAt,
    ...changes,
  };
}

const many = (count: number, ageMs = 40_000): WatchedTask[] =>
  Array.from({ length: count }, (_, index) => task(`t${index}`, ageMs + index));

function plan(tasks: WatchedTask[], changes: Partial<WatchPlanInput> = {}): ReturnType<typeof planWatch> {
  return planWatch({
    tasks,
    expect: () => undefined,
    state: QUIET,
    settings: DEFAULT_WATCH_SETTINGS,
    now: NOW,
    ...changes,
  });
}

/** Nine in ten take 50 s to 60 s: nobody is due before 35 s. */
const known = (): Expectation => ({ dueMs: 35_000, lateMs: 60_000, foretold: false });

/** Each takes 60 s. */
const exact = (): Expectation => ({ dueMs: 60_050, lateMs: 62_600, foretold: true });

/** Others have many tasks: 225 per minute, as many as 25 of ours among 200 of theirs. */
const CROWDED: WatchState = { ...QUIET, tasksPerMs: 225 / 60_000 };

describe('planWatch', () => {
  it('reads a single task by id and many by list', () => {
    expect(plan(many(1))).toMatchObject({ do: 'get', ids: ['t0'] });
    expect(plan(many(2))).toMatchObject({ do: 'list' });
  });

  it('reads one by one as long as that takes no more calls than the pages of a list', () => {
    // Back to an age of 40 s there are 1,000 tasks, on 11 pages with what came since.
    const state = { ...QUIET, tasksPerMs: 1_000 / 40_000 };
    expect(plan(many(3), { state })).toMatchObject({ do: 'get', ids: ['t2', 't1', 't0'] });
    expect(plan(many(12), { state })).toMatchObject({ do: 'list' });
  });

  it('looks at a new task early, and ever less often as it grows older', () => {
    const young = task('young', 0);
    expect(plan([young])).toEqual({ do: 'sleep', until: NOW + 250 });
    const state = { ...QUIET, lastRoundAt: NOW };
    expect(plan([task('a', 8_000)], { state })).toEqual({ do: 'sleep', until: NOW + 1_200 });
    expect(plan([task('a', 800_000)], { state })).toEqual({ do: 'sleep', until: NOW + 5_200 });
    expect(plan([task('a', 800_000)], { state, expect: known })).toEqual({ do: 'sleep', until: NOW + 2_600 });
  });

  it('reads less often in one go the more tasks share the read', () => {
    const state = { ...QUIET, lastRoundAt: NOW };
    expect(plan(many(5, 2_000), { state })).toEqual({ do: 'sleep', until: NOW + 1_450 });
    expect(plan(many(100, 6_000), { state })).toEqual({ do: 'sleep', until: NOW + 5_200 });
  });

  it('looks at many new tasks of a kind it does not know soon, and again when they are twice as old', () => {
    expect(plan(many(100, 0))).toEqual({ do: 'sleep', until: NOW + 250 - 99 });
    const state = { ...QUIET, lastRoundAt: NOW };
    expect(plan(many(100, 600), { state })).toEqual({ do: 'sleep', until: NOW + 699 });
  });

  it('lets short tasks wait for each other for a short time only', () => {
    const short = (): Expectation => ({ dueMs: 5_000, lateMs: 7_600, foretold: true });
    const other = { ...CROWDED, lastRoundAt: NOW - 1_000 };
    const beside = (ageMs: number): unknown =>
      plan([task('a', 5_000), task('b', ageMs)], { expect: short, state: other });
    // 0.2 s are 4 % of 5 s.
    expect(beside(4_600)).toEqual({ do: 'sleep', until: NOW + 400 });
    expect(beside(4_400)).toMatchObject({ do: 'list' });
  });

  it('sleeps until the first task is due when it is known how long they take', () => {
    expect(plan([task('a', 10_000), task('b', 30_000)], { expect: known })).toEqual({
      do: 'sleep',
      until: NOW + 5_000,
    });
  });

  it('begins a list after the oldest task that is not due, and ends it at the oldest that is', () => {
    const young = [task('y1', 5_000), task('y2', 20_000), task('y3', 30_000)];
    const due = [task('d1', 36_000), task('d2', 50_000)];
    expect(plan([...young, ...due], { expect: known, state: CROWDED })).toMatchObject({
      do: 'list',
      after: 'y3',
      targets: due,
      backTo: NOW - 50_000,
      full: false,
    });
  });

  it('begins no list after a task that the list may not show yet', () => {
    const short = (): Expectation => ({ dueMs: 3_000, lateMs: 9_000, foretold: false });
    const state = { ...QUIET, tasksPerMs: 125 / 5_000 };
    const after = (youngAgeMs: number): unknown =>
      plan([task('young', youngAgeMs), ...many(12, 5_000)], { expect: short, state });
    expect(after(2_500)).toMatchObject({ do: 'list', after: 'young' });
    expect(after(1_500)).toMatchObject({ do: 'list', after: undefined });
  });

  it('reads everything when the last time was long ago, tasks that are not due included', () => {
    const state = { ...QUIET, lastFullRoundAt: NOW - 8_000 };
    const tasks = [task('y1', 20_000), task('y2', 21_000)];
    expect(plan(tasks, { state, expect: known })).toMatchObject({
      do: 'list',
      targets: tasks,
      after: undefined,
      full: true,
    });
  });

  it('reads a task at once that this process has never read', () => {
    const unread = task('a', 40_000, { readAt: undefined, createdAt: undefined });
    expect(plan([unread], { expect: () => ({ ...known(), dueMs: 90_000 }) })).toMatchObject({
      do: 'get',
      ids: ['a'],
    });
  });

  it('lists far enough back to find tasks whose creation is not known', () => {
    const unread = many(3).map((known1) => ({ ...known1, readAt: undefined, createdAt: undefined }));
    expect(plan(unread)).toMatchObject({ do: 'list', backTo: NOW - 40_002 - 600_000 });
  });

  it('comes faster when many ends are near, and not for tasks that take longer than most', () => {
    const state = { ...QUIET, lastRoundAt: NOW };
    const near = plan(many(25, 50_000), { state, expect: known });
    // 25 ends in 25 s at 0.6 reads each.
    expect(near).toEqual({ do: 'sleep', until: NOW + 25_000 / 25 / 0.6 });
    expect(plan(many(25, 500_000), { state, expect: known })).toEqual({
      do: 'sleep',
      until: NOW + 2_600,
    });
  });

  it('reads foretold ends just after they happened, and lets some wait for each other', () => {
    const state = { ...QUIET, lastRoundAt: NOW };
    const at = (endsInMs: number): WatchedTask => task(`ends-in-${endsInMs}`, 60_000 - endsInMs);
    const alone = plan([at(3_000)], { state, expect: exact });
    expect(alone).toEqual({ do: 'sleep', until: NOW + 3_050 });
    // The first two wait 1.2 s on average; with the third it would be 2.4 s.
    const tasks = [at(1_000), at(3_400), at(5_800)];
    expect(plan(tasks, { state, expect: exact })).toEqual({ do: 'sleep', until: NOW + 1_050 });
    expect(plan(tasks, { state, expect: exact, now: NOW + 1_050 })).toEqual({
      do: 'sleep',
      until: NOW + 3_450,
    });
    expect(plan(tasks, { state: CROWDED, expect: exact, now: NOW + 3_450 })).toMatchObject({
      do: 'list',
      targets: tasks.slice(0, 2),
    });
  });

  it('goes on at its usual pace for a task that did not end when it was foretold', () => {
    const overdue = task('a', 70_000, { readAt: NOW - 1_000 });
    const state = { ...QUIET, lastRoundAt: NOW - 1_000 };
    expect(plan([overdue], { state, expect: exact })).toEqual({ do: 'sleep', until: NOW + 1_600 });
  });

  it('makes a round that comes soon a full one instead of reading twice', () => {
    const state = { ...CROWDED, lastFullRoundAt: NOW - 9_000 };
    const soon = [task('a', 58_000), task('b', 20_000)];
    expect(plan(soon, { state, expect: exact })).toEqual({ do: 'sleep', until: NOW + 2_050 });
    expect(plan(soon, { state, expect: exact, now: NOW + 2_050 })).toMatchObject({
      do: 'get',
      ids: ['a', 'b'],
      full: true,
    });
  });

  it('reads by id what lies so far back that the list would take more calls to get there', () => {
    const old = task('old', 600_000);
    const state = { ...QUIET, tasksPerMs: 100 / 200_000 };
    expect(plan([...many(5), old], { state })).toMatchObject({
      do: 'list',
      targets: many(5),
      backTo: NOW - 40_004,
      gets: ['old'],
      full: true,
    });
  });

  it('reads what lies beyond the first page after a share of its age, in full rounds as well', () => {
    const old = task('old', 600_000, { readAt: NOW - 30_000 });
    const state = { ...QUIET, tasksPerMs: 100 / 200_000, lastFullRoundAt: NOW - 9_000 };
    expect(plan([...many(5), old], { state })).toMatchObject({ targets: many(5), gets: [], full: true });
    const restMs = DEFAULT_WATCH_SETTINGS.lateShare * 570_000 - 30_000;
    const quiet = { ...state, lastRoundAt: NOW, lastFullRoundAt: NOW };
    expect(plan([old], { state: quiet })).toEqual({ do: 'sleep', until: NOW + restMs });
    expect(plan([old], { state: { ...quiet, tasksPerMs: 0 } })).toEqual({ do: 'sleep', until: NOW + 5_200 });
  });

  it('reads a task when its progress says that it ends, whatever others of its kind took', () => {
    const state = { ...QUIET, lastRoundAt: NOW };
    const told = task('told', 50_000, { endsAt: NOW + 3_000 });
    expect(plan([told], { state, expect: known })).toEqual({ do: 'sleep', until: NOW + 3_000 });
    expect(plan([told], { state, expect: known, now: NOW + 3_000 })).toMatchObject({
      do: 'get',
      ids: ['told'],
    });
  });

  it('reads everything whenever that costs no more than reading what is due', () => {
    const tasks = [task('young', 1_000), task('due', 40_000)];
    expect(plan(tasks, { expect: known })).toMatchObject({ do: 'list', targets: tasks, full: true });
    expect(plan(tasks, { expect: known, state: CROWDED })).toMatchObject({ do: 'get', ids: ['due'] });
  });

  it('stretches intervals after trouble', () => {
    const state = { ...QUIET, lastRoundAt: NOW, stretch: 4 };
    expect(plan(many(20), { state })).toEqual({ do: 'sleep', until: NOW + 4 * 5_200 });
  });

  it('reads a few at a time, the longest unread first, while lists are refused', () => {
    const state = { ...QUIET, noListsUntil: NOW + 1 };
    const tasks = many(9).map((own, index) => ({ ...own, readAt: NOW - 30_000 - index }));
    expect(plan(tasks, { state })).toMatchObject({ do: 'get', ids: ['t8', 't7', 't6', 't5', 't4'] });
  });

  it('searches for a missing task when that is due, and otherwise leaves it out', () => {
    const missing = task('gone', 40_000, { missingCheckAt: NOW + 5 });
    expect(plan([missing])).toEqual({ do: 'sleep', until: NOW + 5 });
    expect(plan([missing], { now: NOW + 5 })).toEqual({ do: 'search', remoteId: 'gone' });
    expect(plan([missing, task('here', 40_000)])).toMatchObject({ do: 'get', ids: ['here'] });
  });
});
