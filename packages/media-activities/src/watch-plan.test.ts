import { describe, expect, it } from 'vitest';
import { planWatch, type WatchedTask, type WatchPlanInput, type WatchState } from './watch-plan.js';
import { DEFAULT_WATCH_SETTINGS } from './watch-settings.js';

const NOW = 1_000_000;

const QUIET: WatchState = {
  lastRoundAt: NOW - 60_000,
  lastFullRoundAt: NOW - 1,
  pages: 1,
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
    endsWithin: () => undefined,
    state: QUIET,
    settings: DEFAULT_WATCH_SETTINGS,
    now: NOW,
    ...changes,
  });
}

/** Nine in ten take 50 s to 60 s: nobody is due before 35 s. */
const known = (): { fromMs: number; toMs: number } => ({ fromMs: 35_000, toMs: 60_000 });

describe('planWatch', () => {
  it('reads a single task by id and many by list', () => {
    expect(plan(many(1))).toMatchObject({ do: 'get', ids: ['t0'] });
    expect(plan(many(2))).toMatchObject({ do: 'list' });
  });

  it('reads one by one as long as that takes no more calls than the pages of a list', () => {
    const state = { ...QUIET, pages: 3 };
    expect(plan(many(3), { state })).toMatchObject({ do: 'get', ids: ['t2', 't1', 't0'] });
    expect(plan(many(4), { state })).toMatchObject({ do: 'list' });
  });

  it('looks at a new task early, and ever less often as it grows older', () => {
    const young = task('young', 0);
    expect(plan([young])).toEqual({ do: 'sleep', until: NOW + 250 });
    const state = { ...QUIET, lastRoundAt: NOW };
    expect(plan([task('a', 8_000)], { state })).toEqual({ do: 'sleep', until: NOW + 1_200 });
    expect(plan([task('a', 800_000)], { state })).toEqual({ do: 'sleep', until: NOW + 2_600 });
  });

  it('reads less often in one go the more tasks share the read', () => {
    const state = { ...QUIET, lastRoundAt: NOW };
    expect(plan(many(5, 0), { state })).toEqual({ do: 'sleep', until: NOW + 1_000 });
    expect(plan(many(100, 0), { state })).toEqual({ do: 'sleep', until: NOW + 2_600 });
  });

  it('sleeps until the first task is due when it is known how long they take', () => {
    expect(plan([task('a', 10_000), task('b', 30_000)], { endsWithin: known })).toEqual({
      do: 'sleep',
      until: NOW + 5_000,
    });
  });

  it('begins a list after the oldest task that is not due, and ends it at the oldest that is', () => {
    const young = [task('y1', 5_000), task('y2', 20_000), task('y3', 30_000)];
    const due = [task('d1', 36_000), task('d2', 50_000)];
    expect(plan([...young, ...due], { endsWithin: known })).toMatchObject({
      do: 'list',
      after: 'y3',
      targets: due,
      backTo: NOW - 50_000,
      full: false,
    });
  });

  it('begins no list after a task that the list may not show yet', () => {
    const known1s = (): { fromMs: number; toMs: number } => ({ fromMs: 3_000, toMs: 9_000 });
    const tasks = [task('y', 1_000), task('d1', 5_000), task('d2', 6_000)];
    expect(plan(tasks, { endsWithin: known1s })).toMatchObject({ do: 'list', after: undefined });
  });

  it('reads everything when the last time was long ago, tasks that are not due included', () => {
    const state = { ...QUIET, lastFullRoundAt: NOW - 11_000 };
    const tasks = [task('y1', 20_000), task('y2', 21_000)];
    expect(plan(tasks, { state, endsWithin: known })).toMatchObject({
      do: 'list',
      targets: tasks,
      after: undefined,
      full: true,
    });
  });

  it('reads a task at once that this process has never read', () => {
    const unread = task('a', 40_000, { readAt: undefined, createdAt: undefined });
    expect(plan([unread], { endsWithin: () => ({ fromMs: 90_000, toMs: 99_000 }) })).toMatchObject({
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
    const near = plan(many(25, 50_000), { state, endsWithin: known });
    // 25 ends in 25 s at 0.6 reads each.
    expect(near).toEqual({ do: 'sleep', until: NOW + 25_000 / 25 / 0.6 });
    expect(plan(many(25, 500_000), { state, endsWithin: known })).toEqual({
      do: 'sleep',
      until: NOW + 2_600,
    });
  });

  it('stretches intervals after trouble', () => {
    const state = { ...QUIET, lastRoundAt: NOW, stretch: 4 };
    expect(plan(many(20), { state })).toEqual({ do: 'sleep', until: NOW + 4 * 2_600 });
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
