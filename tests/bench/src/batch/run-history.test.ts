import { describe, expect, it } from 'vitest';
import { carriedBytes, completedActivities, firstScheduledAt, type RunHistory } from './run-history.ts';

type Event = NonNullable<RunHistory['events']>[number];

const at = (ms: number): NonNullable<Event['eventTime']> =>
  ({ seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1e6 }) as unknown as NonNullable<
    Event['eventTime']
  >;
const numbered = (id: number): NonNullable<Event['eventId']> =>
  id as unknown as NonNullable<Event['eventId']>;
const payload = (value: unknown): { payloads: { data: Uint8Array }[] } => ({
  payloads: [{ data: Buffer.from(JSON.stringify(value)) }],
});
const scheduled = (id: number, ms: number, name: string): Event => ({
  eventId: numbered(id),
  eventTime: at(ms),
  activityTaskScheduledEventAttributes: { activityType: { name } },
});
const completed = (id: number, ms: number, of: number, result: unknown): Event => ({
  eventId: numbered(id),
  eventTime: at(ms),
  activityTaskCompletedEventAttributes: { scheduledEventId: numbered(of), result: payload(result) },
});

const history: RunHistory = {
  events: [
    scheduled(1, 1_000, 'readItems'),
    scheduled(2, 1_500, 'processFile'),
    scheduled(3, 1_600, 'processFile'),
    completed(4, 4_000, 2, { remoteId: 'task_1' }),
    completed(5, 4_250, 1, { items: [] }),
    {
      workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'next', input: payload('1234') },
    },
  ],
};

describe('completedActivities', () => {
  it('joins the ends with their beginnings and leaves out what has not ended', () => {
    expect(completedActivities(history)).toEqual([
      { type: 'processFile', scheduledAt: 1_500, completedAt: 4_000, remoteId: 'task_1' },
      { type: 'readItems', scheduledAt: 1_000, completedAt: 4_250 },
    ]);
  });
});

describe('firstScheduledAt', () => {
  it('finds the first activity of a type', () => {
    expect(firstScheduledAt(history, 'processFile')).toBe(1_500);
    expect(firstScheduledAt(history, 'writeShard')).toBeUndefined();
  });
});

describe('carriedBytes', () => {
  it('is the size of what the next run is given, quotes included', () => {
    expect(carriedBytes(history)).toBe(6);
  });

  it('is nothing for the last run', () => {
    expect(carriedBytes({ events: [scheduled(1, 0, 'readItems')] })).toBe(0);
  });
});
