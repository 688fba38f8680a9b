import type { RemoteWait } from '@org/media-contracts';
import { RemoteWaitSchema } from '@org/media-contracts/schemas';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { z } from 'zod';
import { defined } from '../defined.js';
import { failureMessage, firstPayload, millis } from './decode.js';

/** An activity that Temporal has not closed: a read-only view in our own terms. Times in ms since the epoch. */
export interface PendingActivity {
  readonly activityId: string;
  /** Name of the activity, for example `transcode`. */
  readonly type: string;
  readonly state: PendingActivityState;
  /** Counts from 1. Attempts cost nothing at the remote service; generations do. */
  readonly attempt: number;
  readonly scheduledAt?: number;
  readonly startedAt?: number;
  readonly heartbeatAt?: number;
  /** When the next attempt is due, while the activity is in back-off. */
  readonly nextAttemptAt?: number;
  readonly lastFailure?: { readonly type?: string; readonly message: string };
  /** What the activity told in its last heartbeat. */
  readonly heartbeat?: RemoteWait;
  /** The pipeline that it waits for, once that was started: told in its heartbeats as well. */
  readonly pipelineId?: string;
  /** The worker that has it, or had it last. */
  readonly worker?: string;
  /** Queue it is scheduled on, when the server tells. */
  readonly taskQueue?: string;
}

export type PendingActivityState = 'scheduled' | 'started' | 'cancelRequested' | 'paused';

type RawPending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** What the activity of an item that is a pipeline tells beside what every wait tells. */
const PipelineWaitSchema = z.object({ pipeline: z.object({ workflowId: z.string() }) });

/** Codes of `temporal.api.enums.v1.PendingActivityState`. A pause that is still asked for counts as started. */
const STATES: Partial<Record<number, PendingActivityState>> = {
  1: 'scheduled',
  2: 'started',
  3: 'cancelRequested',
  4: 'paused',
  5: 'started',
};

export async function decodePendingActivities(
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<PendingActivity[]> {
  return Promise.all((description.raw.pendingActivities ?? []).map((raw) => decodeOne(client, raw)));
}

async function decodeOne(client: Client, raw: RawPending): Promise<PendingActivity> {
  const details = await firstPayload(client, raw.heartbeatDetails?.payloads);
  const heartbeat = RemoteWaitSchema.safeParse(details);
  const pipeline = PipelineWaitSchema.safeParse(details);
  return {
    activityId: raw.activityId ?? '',
    type: raw.activityType?.name ?? 'unknown',
    state: STATES[raw.state ?? 0] ?? 'scheduled',
    attempt: raw.attempt ?? 1,
    ...defined({
      scheduledAt: millis(raw.scheduledTime),
      startedAt: millis(raw.lastStartedTime),
      heartbeatAt: millis(raw.lastHeartbeatTime),
      nextAttemptAt: millis(raw.nextAttemptScheduleTime),
      lastFailure: await lastFailure(client, raw),
      heartbeat: heartbeat.success ? heartbeat.data : undefined,
      pipelineId: pipeline.success ? pipeline.data.pipeline.workflowId : undefined,
      worker: raw.lastWorkerIdentity || undefined,
      taskQueue: raw.activityOptions?.taskQueue?.name || undefined,
    }),
  };
}

async function lastFailure(
  client: Client,
  { lastFailure: failure }: RawPending,
): Promise<PendingActivity['lastFailure']> {
  if (!failure) return undefined;
  const type = failure.applicationFailureInfo?.type ?? (failure.timeoutFailureInfo ? 'Timeout' : undefined);
  return { message: (await failureMessage(client, failure)) ?? 'unknown', ...(type ? { type } : {}) };
}
