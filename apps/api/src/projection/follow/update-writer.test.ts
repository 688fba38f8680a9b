import type { WorkflowUpdate } from '@org/media-catalog';
import { describe, expect, it } from 'vitest';
import { noProjectionMetrics } from '../projection-metrics.js';
import { createUpdateWriter } from './update-writer.js';

describe('createUpdateWriter', () => {
  it('writes what gathers during one transaction in the next', async () => {
    const { write, groups } = createBench();
    await Promise.all(['a', 'b', 'c'].map((id) => write(update(id))));
    expect(groups).toEqual([['a', 'b', 'c']]);
  });

  it('makes no transaction larger than is good, but takes any update', async () => {
    const { write, groups } = createBench();
    await Promise.all([
      write(update('large', 5_000)),
      write(update('b', 600)),
      write(update('c', 600)),
      write(update('d')),
    ]);
    expect(groups).toEqual([['large'], ['b'], ['c', 'd']]);
  });

  it('lets only the update fail that is refused', async () => {
    const { write, groups } = createBench((ids) => ids.includes('bad'));
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((id) => write(update(id))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(groups).toEqual([['a'], ['c']]);
  });

  it('does not try each of many when the catalog is away', async () => {
    let tries = 0;
    const { write } = createBench(() => (tries++, true));
    const ids = Array.from({ length: 50 }, (_, index) => `workflow-${index}`);
    const results = await Promise.allSettled(ids.map((id) => write(update(id))));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(tries).toBe(3);
  });

  it('goes on after a failure', async () => {
    let broken = true;
    const { write, groups } = createBench(() => broken);
    await expect(write(update('a'))).rejects.toThrow('refused');
    broken = false;
    await write(update('a'));
    expect(groups).toEqual([['a']]);
  });
});

function createBench(refuses: (ids: readonly string[]) => boolean = () => false): {
  write: (update: WorkflowUpdate) => Promise<void>;
  groups: (readonly string[])[];
} {
  const groups: (readonly string[])[] = [];
  const save = async (updates: readonly WorkflowUpdate[]): Promise<void> => {
    const ids = updates.map(({ workflowId }) => workflowId);
    if (refuses(ids)) throw new Error('refused');
    groups.push(ids);
  };
  return { write: createUpdateWriter({ save }, noProjectionMetrics), groups };
}

function update(workflowId: string, activities = 1): WorkflowUpdate {
  const row = {
    workflowId,
    runId: 'run',
    activityId: '1',
    type: 'ingest',
    state: 'scheduled',
    scheduledAt: 1,
  } as const;
  return {
    kind: 'pipeline',
    workflowId,
    runId: 'run',
    lastEventId: 1,
    activities: Array.from({ length: activities }, (_, index) => ({ ...row, scheduledEventId: index })),
    files: [],
    events: [],
    callbacks: [],
  };
}
