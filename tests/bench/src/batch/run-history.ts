import type { Client } from '@temporalio/client';

type Handle = ReturnType<Client['workflow']['getHandle']>;
export type RunHistory = Awaited<ReturnType<Handle['fetchHistory']>>;
type HistoryEvent = NonNullable<RunHistory['events']>[number];
type EventTime = HistoryEvent['eventTime'];

/** The histories of an execution, from its first run to its last. */
export async function* historiesOf(
  client: Client,
  { workflowId, firstRunId }: { workflowId: string; firstRunId: string },
): AsyncGenerator<RunHistory> {
  for (let runId: string | undefined = firstRunId; runId !== undefined;) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    yield history;
    runId = handOverOf(history)?.newExecutionRunId ?? undefined;
  }
}

/** How large the input is that a run gives to the next one; 0 when it is the last. */
export function carriedBytes(history: RunHistory): number {
  const payloads = handOverOf(history)?.input?.payloads ?? [];
  return payloads.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
}

function handOverOf(history: RunHistory): HistoryEvent['workflowExecutionContinuedAsNewEventAttributes'] {
  return history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
}

export interface ActivityTimes {
  readonly type: string;
  readonly scheduledAt: number;
  readonly completedAt: number;
  /** Of a remote task. */
  readonly remoteId?: string;
}

/** The activities that completed in this run, by the server's clock. */
export function completedActivities(history: RunHistory): ActivityTimes[] {
  const scheduled = new Map<string, { type: string; at: number }>();
  const completed: ActivityTimes[] = [];
  for (const { eventId, eventTime, ...event } of history.events ?? []) {
    const begun = event.activityTaskScheduledEventAttributes;
    if (begun) scheduled.set(String(eventId), { type: begun.activityType?.name ?? '', at: toMs(eventTime) });
    const ended = event.activityTaskCompletedEventAttributes;
    const start = ended && scheduled.get(String(ended.scheduledEventId));
    if (!start) continue;
    const remoteId = remoteIdIn(ended.result?.payloads?.[0]?.data);
    const times = { type: start.type, scheduledAt: start.at, completedAt: toMs(eventTime) };
    completed.push({ ...times, ...(remoteId !== undefined && { remoteId }) });
  }
  return completed;
}

/** When the first activity of a type was scheduled in this run. */
export function firstScheduledAt(history: RunHistory, type: string): number | undefined {
  const first = history.events?.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type,
  );
  return first && toMs(first.eventTime);
}

function remoteIdIn(data: Uint8Array | null | undefined): string | undefined {
  if (!data || data.length === 0) return undefined;
  const result: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
  const id = typeof result === 'object' && result !== null && 'remoteId' in result ? result.remoteId : null;
  return typeof id === 'string' ? id : undefined;
}

function toMs(time: EventTime): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6;
}
