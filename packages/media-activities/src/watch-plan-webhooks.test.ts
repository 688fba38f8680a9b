import { describe, expect, it } from 'vitest';
import { planWatch, type WatchedTask, type WatchState } from './watch-plan.js';
import { DEFAULT_WATCH_SETTINGS } from './watch-settings.js';

const NOW = 1_000_000;
const STATE: WatchState = {
  lastRoundAt: NOW - 20_000,
  lastFullRoundAt: NOW - 20_000,
  tasksPerMs: 0,
  stretch: 1,
  noListsUntil: -Infinity,
  noCursorUntil: -Infinity,
};

function told(remoteId: string, ageMs: number, changes: Partial<WatchedTask> = {}): WatchedTask {
  const bornAt = NOW - ageMs;
  const own = { remoteId, kind: 'video', createdAt: bornAt, notBefore: bornAt, bornAt, readAt: bornAt };
  return { ...own, awaitsWebhook: true, ...changes };
}

const plan = (tasks: WatchedTask[], state: WatchState = STATE): ReturnType<typeof planWatch> =>
  planWatch({ tasks, expect: () => undefined, state, settings: DEFAULT_WATCH_SETTINGS, now: NOW });

describe('planWatch, while webhooks are expected', () => {
  it('reads nothing that was read within half a minute', () => {
    expect(plan([told('a', 29_000), told('b', 5_000)])).toEqual({ do: 'sleep', until: NOW + 1_000 });
  });

  it('reads all of them in one go when one is due', () => {
    const tasks = [told('a', 30_000), told('b', 5_000), told('c', 1_000)];
    expect(plan(tasks)).toMatchObject({ do: 'list', targets: tasks, full: true });
  });

  it('leaves out the young ones where others have many tasks', () => {
    const state = { ...STATE, tasksPerMs: 450 / 60_000 };
    const tasks = [told('a', 30_000), told('b', 29_000), told('c', 16_000), told('d', 5_000)];
    expect(plan(tasks, state)).toMatchObject({ do: 'list', targets: tasks.slice(0, 3), after: 'd' });
  });

  it('reads a task ever less often as it grows older', () => {
    const old = told('a', 900_000, { readAt: NOW - 100_000 });
    expect(plan([old])).toEqual({ do: 'sleep', until: NOW + 300_000 });
  });

  it('reads one that was never read at once', () => {
    expect(plan([told('a', 1_000, { readAt: undefined })])).toMatchObject({ do: 'get', ids: ['a'] });
  });

  it('pauses after a round that failed', () => {
    const state = { ...STATE, lastRoundAt: NOW - 1_000, stretch: 2 };
    expect(plan([told('a', 60_000)], state)).toEqual({ do: 'sleep', until: NOW + 4_200 });
  });

  it('reads the others at their pace', () => {
    const other = told('other', 8_000, { awaitsWebhook: false });
    expect(plan([told('a', 9_000), other])).toMatchObject({ do: 'get', ids: ['other'] });
  });
});
