import type { RemoteTask } from '@org/ittybit-client';
import { NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { remoteTask } from '../testing/samples.js';
import { recentTasks, type RecentTasks } from './recent-tasks.js';

/** Reads tasks of these creation times, and tells how many were taken from the list. */
async function read(
  created: readonly (number | null)[],
  maxUndated?: number,
): Promise<{ found: RecentTasks; taken: number }> {
  let taken = 0;
  async function* list(): AsyncGenerator<RemoteTask> {
    for (const createdAt of created) {
      taken++;
      yield remoteTask({ createdAt });
    }
  }
  const found = await recentTasks(list(), {
    createdAfter: NOON,
    ...(maxUndated === undefined ? {} : { maxUndated }),
  });
  return { found, taken };
}

describe('recentTasks', () => {
  it('ends at the first task that is too old', async () => {
    const { found, taken } = await read([NOON + 2, NOON, NOON - 1, NOON - 2]);
    expect(found.ours.map(({ createdAt }) => createdAt)).toEqual([NOON + 2, NOON]);
    expect({ taken, limit: found.undatedLimit }).toEqual({ taken: 3, limit: undefined });
  });
  it('keeps only tasks of pipelines', async () => {
    async function* list(): AsyncGenerator<RemoteTask> {
      yield remoteTask({ metadata: {} });
      yield remoteTask({ id: 'ours' });
    }
    const { ours } = await recentTasks(list(), { createdAfter: NOON });
    expect(ours.map(({ id }) => id)).toEqual(['ours']);
  });
  it('looks at so many tasks without a creation time, and tells when there were more', async () => {
    const { found, taken } = await read([null, null, null, null], 2);
    expect(found).toMatchObject({ ours: [{ createdAt: null }, { createdAt: null }], undatedLimit: 2 });
    expect(taken).toBe(3);
  });
  it('tells nothing of a limit that the list just fits in', async () => {
    const { found } = await read([null, NOON, null], 2);
    expect(found.ours).toHaveLength(3);
    expect(found.undatedLimit).toBeUndefined();
  });
});
