import type { RemoteOutcome } from '@org/media-contracts';
import { ActivityNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { completeActivity } from './complete-activity.js';

const OUTCOME = { outcome: 'succeeded', remoteId: 'task_1' } as RemoteOutcome;
const ACTIVITY = { workflowId: 'pl_1', activityId: 'g1-x' };

/** Activities that wait in some workflows, by the id of these. */
function world(waiting: readonly string[], redrives: readonly string[] = []) {
  const completed: string[] = [];
  const asked: string[] = [];
  const complete = completeActivity(
    {
      activity: {
        complete: (async ({ workflowId }: { workflowId: string }) => {
          if (workflowId === 'pl_away') throw new Error('14 UNAVAILABLE');
          if (!waiting.includes(workflowId)) throw new ActivityNotFoundError('not found');
          completed.push(workflowId);
        }) as never,
      },
    },
    {
      redrives: {
        openOf: async (id) => {
          asked.push(id);
          return redrives;
        },
      },
    },
  );
  return { completed, asked, complete };
}

describe('completeActivity', () => {
  it('ends the one of the workflow that the task names, and asks for no other', async () => {
    const { complete, completed, asked } = world(['pl_1']);
    await complete(ACTIVITY, OUTCOME);
    expect({ completed, asked }).toEqual({ completed: ['pl_1'], asked: [] });
  });

  it('ends the one of the redrive that waits now', async () => {
    const { complete, completed, asked } = world(['pl_1-redrive-2'], ['pl_1-redrive-1', 'pl_1-redrive-2']);
    await complete(ACTIVITY, OUTCOME);
    expect({ completed, asked }).toEqual({ completed: ['pl_1-redrive-2'], asked: ['pl_1'] });
  });

  it('says that nothing waits when nothing does', async () => {
    const { complete } = world([], ['pl_1-redrive-1']);
    await expect(complete(ACTIVITY, OUTCOME)).rejects.toThrow(ActivityNotFoundError);
  });

  it.each([
    ['the workflow', { ...ACTIVITY, workflowId: 'pl_away' }, []],
    ['a redrive', ACTIVITY, ['pl_away']],
  ])('passes trouble with %s on, so that the webhook comes again', async (_which, activity, redrives) => {
    const { complete } = world([], redrives);
    await expect(complete(activity, OUTCOME)).rejects.toThrow('UNAVAILABLE');
  });
});
