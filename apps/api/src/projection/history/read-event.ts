import type { temporal } from '@temporalio/proto';
import type { HistoryEvent } from './history-event.js';
import type { PayloadDecoder } from './payload-decoder.js';
import { idOf, millis } from './proto-values.js';

export type RawEvent = temporal.api.history.v1.IHistoryEvent;

/** Who terminates a run that is reset, as the server signs it. */
const RESETTER = 'history-resetter';

/** An event without what all of them have in common. */
type Body<Event = HistoryEvent> = Event extends HistoryEvent ? Omit<Event, 'id' | 'at'> : never;

type Reading = Body | undefined | Promise<Body | undefined>;

type Readers = {
  readonly [Name in keyof RawEvent]?: (
    attributes: NonNullable<RawEvent[Name]>,
    decoder: PayloadDecoder,
    raw: RawEvent,
  ) => Reading;
};

/** By the name of the attributes, which tells the kind of an event. */
const READERS: Readers = {
  workflowExecutionStartedEventAttributes: async (started, decoder) => ({
    type: 'started',
    workflowType: started.workflowType?.name ?? '',
    firstRunId: started.firstExecutionRunId ?? '',
    originalRunId: started.originalExecutionRunId ?? '',
    ...(started.continuedExecutionRunId && { continues: started.continuedExecutionRunId }),
    input: await decoder.first(started.input),
    memo: await decoder.memo(started.memo),
  }),
  workflowTaskCompletedEventAttributes: () => ({ type: 'taskCompleted' }),
  workflowTaskFailedEventAttributes: ({ baseRunId, newRunId }) =>
    baseRunId && newRunId ? { type: 'reset', newRunId } : undefined,
  activityTaskScheduledEventAttributes: async ({ activityId, activityType, input }, decoder) => ({
    type: 'activityScheduled',
    activityId: activityId ?? '',
    activity: activityType?.name ?? '',
    input: await decoder.first(input),
  }),
  activityTaskStartedEventAttributes: async (
    { scheduledEventId, attempt, identity, lastFailure },
    decoder,
  ) => ({
    type: 'activityStarted',
    scheduledId: idOf(scheduledEventId),
    attempt: attempt ?? 1,
    ...(identity && { worker: identity }),
    ...(lastFailure && { lastFailure: await decoder.failure(lastFailure) }),
  }),
  activityTaskCompletedEventAttributes: async ({ scheduledEventId, result }, decoder) => ({
    type: 'activityCompleted',
    scheduledId: idOf(scheduledEventId),
    output: await decoder.first(result),
  }),
  activityTaskFailedEventAttributes: async ({ scheduledEventId, failure }, decoder) => ({
    type: 'activityFailed',
    scheduledId: idOf(scheduledEventId),
    failure: await decoder.failure(failure),
  }),
  activityTaskTimedOutEventAttributes: async ({ scheduledEventId, failure }, decoder) => ({
    type: 'activityTimedOut',
    scheduledId: idOf(scheduledEventId),
    failure: await decoder.failure(failure),
  }),
  activityTaskCanceledEventAttributes: ({ scheduledEventId }) => ({
    type: 'activityCancelled',
    scheduledId: idOf(scheduledEventId),
  }),
  timerStartedEventAttributes: async ({ startToFireTimeout }, decoder, raw) => {
    const summary = await decoder.text(raw.userMetadata?.summary);
    const until = millis(raw.eventTime) + millis(startToFireTimeout);
    return { type: 'timerStarted', until, ...(summary !== undefined && { summary }) };
  },
  workflowExecutionUpdateAcceptedEventAttributes: async ({ acceptedRequest }, decoder) => ({
    type: 'updateAccepted',
    name: acceptedRequest?.input?.name ?? '',
    input: await decoder.first(acceptedRequest?.input?.args),
  }),
  workflowExecutionCancelRequestedEventAttributes: () => ({ type: 'cancelRequested' }),
  workflowExecutionCompletedEventAttributes: async ({ result, newExecutionRunId }, decoder) =>
    newExecutionRunId
      ? { type: 'handedOver', newRunId: newExecutionRunId }
      : { type: 'completed', output: await decoder.first(result) },
  workflowExecutionFailedEventAttributes: async ({ failure, newExecutionRunId }, decoder) =>
    newExecutionRunId
      ? { type: 'handedOver', newRunId: newExecutionRunId }
      : { type: 'failed', failure: await decoder.failure(failure) },
  workflowExecutionTimedOutEventAttributes: ({ newExecutionRunId }) =>
    newExecutionRunId ? { type: 'handedOver', newRunId: newExecutionRunId } : { type: 'timedOut' },
  workflowExecutionCanceledEventAttributes: async ({ details }, decoder) => ({
    type: 'cancelled',
    details: await decoder.first(details),
  }),
  workflowExecutionTerminatedEventAttributes: ({ reason, identity }) =>
    identity === RESETTER ? { type: 'handedOver' } : { type: 'terminated', reason: reason ?? '' },
  workflowExecutionContinuedAsNewEventAttributes: ({ newExecutionRunId }) => ({
    type: 'handedOver',
    ...(newExecutionRunId && { newRunId: newExecutionRunId }),
  }),
};

/** Undefined for an event that says nothing to the catalog, and for a kind that this release does not know. */
export async function readEvent(raw: RawEvent, decoder: PayloadDecoder): Promise<HistoryEvent | undefined> {
  // Of all attributes there could be, those of its kind are the only ones that an event has.
  const name = (Object.keys(raw) as (keyof Readers)[]).find((key) => key in READERS && raw[key]);
  const read = name && (READERS[name] as ((...args: unknown[]) => Reading) | undefined);
  const body = read && (await read(raw[name], decoder, raw));
  return body && { id: idOf(raw.eventId), at: millis(raw.eventTime), ...body };
}
