import type { RemoteTask } from '@org/ittybit-client';
import { REMOTE_METADATA } from '@org/media-contracts';
import { NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { remoteTask as task } from '../testing/samples.js';
import { findOrphans, workflowOf, type LineState } from './find-orphans.js';
import { linePrefix, lineState, nextOrdinal } from './read-line.js';

const closed: LineState = { live: false, closedAt: NOON + 10, closeStatus: 'terminated', workflowId: 'w' };
const found = (one: RemoteTask, line?: LineState): string[] =>
  findOrphans([one], new Map(line ? [['w', line]] : [])).map(({ taskId }) => taskId);

describe('findOrphans', () => {
  it('finds a task that still runs for a closed workflow, with how that ended', () => {
    expect(findOrphans([task({ progress: 30 })], new Map([['w', closed]]))).toEqual([
      {
        taskId: 'task_1',
        kind: 'video',
        state: 'running',
        progress: 30,
        createdAt: NOON,
        workflowId: 'w',
        lastExecution: 'w',
        closeStatus: 'terminated',
        closedAt: NOON + 10,
      },
    ]);
  });
  it('finds a task that ended after its workflow', () => {
    expect(found(task({ state: 'succeeded', finishedAt: NOON + 11 }), closed)).toEqual(['task_1']);
  });
  it.each([
    ['a task that ended before its workflow', task({ state: 'succeeded', finishedAt: NOON + 9 }), closed],
    ['a task whose end has no time', task({ state: 'failed' }), closed],
    ['a task of a line that is live', task(), { ...closed, live: true }],
    ['a task of nobody we know', task({ metadata: {} }), closed],
    ['a task whose metadata is odd', task({ metadata: { [REMOTE_METADATA.workflowId]: 7 } }), closed],
    ['a task of a line that was not read', task(), undefined],
  ])('leaves out %s', (_what, one, line) => {
    expect(found(one, line)).toEqual([]);
  });
  it('counts only running tasks of a deleted workflow: when it ended cannot be told', () => {
    const deleted: LineState = { live: false, closeStatus: 'deleted', workflowId: 'w' };
    expect(found(task(), deleted)).toEqual(['task_1']);
    expect(found(task({ state: 'succeeded', finishedAt: NOON }), deleted)).toEqual([]);
  });
});

describe('workflowOf', () => {
  it('is the workflow that metadata names', () => {
    expect(workflowOf(task())).toBe('w');
    expect(workflowOf(task({ metadata: {} }))).toBeUndefined();
  });
});

describe('lineState', () => {
  it('is live while any redrive runs', () => {
    const members = [
      { workflowId: 'w', state: 'failed', closedAt: 1 },
      { workflowId: 'w-redrive-1', state: 'running' },
    ] as const;
    expect(lineState('w', members).live).toBe(true);
  });
  it('closed when the last of its executions did', () => {
    const members = [
      { workflowId: 'w', state: 'failed', closedAt: 1 },
      { workflowId: 'w-redrive-2', state: 'terminated', closedAt: 9 },
      { workflowId: 'w-redrive-1', state: 'cancelled', closedAt: 5 },
    ] as const;
    expect(lineState('w', members)).toEqual({
      live: false,
      closeStatus: 'terminated',
      workflowId: 'w-redrive-2',
      closedAt: 9,
    });
  });
  it('is deleted when Temporal knows none of them', () => {
    expect(lineState('w', [])).toEqual({ live: false, closeStatus: 'deleted', workflowId: 'w' });
  });
});

describe('linePrefix', () => {
  it('is what the names of redrives begin with', () => {
    expect(linePrefix('video-7')).toBe('video-7-redrive-');
  });
  it('is that of all generations where a pipeline is an item of a batch', () => {
    expect(linePrefix('films-item-12-g1-00ff00ff00ff00ff')).toBe('films-item-12-');
  });
});

describe('nextOrdinal', () => {
  it('follows the highest redrive, whatever else has a similar name', () => {
    expect(nextOrdinal('w', [])).toBe(1);
    expect(nextOrdinal('w', ['w-redrive-2', 'w-redrive-10', 'w-redrive-mine', 'another-name'])).toBe(11);
  });
});
