import type { ListFilter, RemoteTask } from '@org/ittybit-client';
import { describe, expect, it } from 'vitest';
import { listBack } from './list-back.js';
import { createFakeClock } from './testing/fake-clock.js';
import { createFakeService } from './testing/fake-service.js';

/** Pages of two tasks, the newest first; a task's id says how old it is. */
async function pages(options: {
  readonly ages: readonly (number | null)[];
  readonly backTo?: number;
  readonly maxPages?: number;
  /** Breaks the cursors of the service. */
  readonly next?: string;
}): Promise<{ shown: string[][]; asked: ListFilter[] }> {
  const { add } = createFakeService(createFakeClock());
  const [template] = [add({ kind: 'video', input: 'https://media.test/in.mp4' }).task];
  const tasks = options.ages.map((age, index): RemoteTask => ({
    ...template,
    id: `t${index}`,
    createdAt: age === null ? null : 1_000 - age,
  }));
  const asked: ListFilter[] = [];
  const list = async (filter: ListFilter): Promise<{ tasks: RemoteTask[]; next: string | null }> => {
    asked.push(filter);
    const start = tasks.findIndex(({ id }) => id === filter.after) + 1;
    const page = tasks.slice(start, start + 2);
    return {
      tasks: page,
      next: options.next ?? (start + 2 < tasks.length ? (page.at(-1)?.id ?? null) : null),
    };
  };
  const shown: string[][] = [];
  const { backTo = -Infinity, maxPages = 10 } = options;
  for await (const page of listBack({ list, filter: { limit: 2 }, backTo, maxPages })) {
    shown.push(page.map(({ id }) => id));
  }
  return { shown, asked };
}

describe('listBack', () => {
  it('goes from page to page, newest first, to the end', async () => {
    const { shown, asked } = await pages({ ages: [1, 2, 3, 4, 5] });
    expect(shown).toEqual([['t0', 't1'], ['t2', 't3'], ['t4']]);
    expect(asked[1]).toEqual({ limit: 2, order: 'desc', after: 't1' });
  });

  it('stops after the page that reaches back far enough', async () => {
    expect((await pages({ ages: [1, 2, 3, 4, 5], backTo: 998 })).shown).toHaveLength(2);
    expect((await pages({ ages: [1, 2, 3, 4, 5], backTo: 999 })).shown).toHaveLength(1);
  });

  it('stops at its limit of pages', async () => {
    expect((await pages({ ages: [null, null, null, null, null], maxPages: 2 })).shown).toHaveLength(2);
  });

  it('ends where a cursor comes back, instead of going in circles', async () => {
    expect((await pages({ ages: [1, 2, 3, 4, 5], next: 't1' })).shown).toHaveLength(2);
  });
});
