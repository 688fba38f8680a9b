import type { ActivityRow } from '@org/media-catalog';
import type { ActivityEvent, ActivityScheduledEvent, HistoryEvent } from '../history/history-event.js';
import type { Changes } from './changes.js';
import type { ProjectedRun } from './project.js';

/** Activities that have not ended, by the number of the event that scheduled them. */
export type OpenActivities = Map<number, ActivityRow>;

/** The activity as it is after an event, or undefined when the event is of none that is open. */
export function trackActivity(
  open: OpenActivities,
  event: HistoryEvent,
  run: ProjectedRun,
): ActivityRow | undefined {
  const row = nextRow(open, event, run);
  if (!row) return undefined;
  if (row.closedAt === undefined) open.set(row.scheduledEventId, row);
  else open.delete(row.scheduledEventId);
  return row;
}

/** A run that ends leaves its open activities behind: nobody will tell how they ended. */
export function abandonActivities(
  open: OpenActivities,
  changes: Changes,
  end: { at: number; why: string },
): void {
  for (const row of open.values()) {
    changes.activity({
      ...row,
      state: 'cancelled',
      failure: { type: 'Abandoned', message: end.why },
      closedAt: end.at,
    });
  }
  open.clear();
}

function nextRow(open: OpenActivities, event: HistoryEvent, run: ProjectedRun): ActivityRow | undefined {
  if (event.type === 'activityScheduled') return scheduled(event, run);
  if (!isOfActivity(event)) return undefined;
  const row = open.get(event.scheduledId);
  return row && after(row, event);
}

function scheduled(event: ActivityScheduledEvent, { workflowId, runId }: ProjectedRun): ActivityRow {
  const { id, at, activityId, activity, input } = event;
  return {
    workflowId,
    runId,
    scheduledEventId: id,
    activityId,
    type: activity,
    state: 'scheduled',
    ...(input !== undefined && { input }),
    scheduledAt: at,
  };
}

function after(row: ActivityRow, event: Exclude<ActivityEvent, ActivityScheduledEvent>): ActivityRow {
  const closed = { ...row, closedAt: event.at };
  switch (event.type) {
    case 'activityStarted': {
      const { attempt, worker, lastFailure, at } = event;
      const failure = lastFailure && withoutDetails(lastFailure);
      return {
        ...row,
        attempts: attempt,
        ...(worker && { worker }),
        ...(failure && { failure }),
        startedAt: at,
      };
    }
    case 'activityCompleted':
      return { ...closed, state: 'completed', ...(event.output !== undefined && { output: event.output }) };
    case 'activityFailed':
      return { ...closed, state: 'failed', failure: withoutDetails(event.failure) };
    case 'activityTimedOut':
      return { ...closed, state: 'timedOut', failure: withoutDetails(event.failure) };
    case 'activityCancelled':
      return { ...closed, state: 'cancelled' };
  }
}

function isOfActivity(event: HistoryEvent): event is Exclude<ActivityEvent, ActivityScheduledEvent> {
  return 'scheduledId' in event;
}

function withoutDetails({
  type,
  message,
}: {
  type?: string;
  message: string;
}): NonNullable<ActivityRow['failure']> {
  return { ...(type !== undefined && { type }), message };
}
