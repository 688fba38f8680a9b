import { describe, expect, it } from 'vitest';
import { tasksOf } from './time-spent.ts';

const create = (id: string, createdAt: number, finishedAt: number | null) => ({
  id,
  createdAt,
  finishedAt,
  status: finishedAt === null ? 'processing' : 'completed',
  replays: 0,
});

describe('tasksOf', () => {
  it('lists the tasks in the order of their creation', () => {
    const groups = [
      { asked: 'a', creates: [create('a', 2, 5)] },
      { asked: 'b', creates: [create('b', 1, 9)] },
    ];
    expect(tasksOf({ groups }).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('refuses a task that has not ended: it would have no duration', () => {
    const groups = [{ asked: 'a', creates: [create('a', 2, null)] }];
    expect(() => tasksOf({ groups })).toThrow('task a for a has not ended');
  });
});
