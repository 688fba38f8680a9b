import type { Info } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { PipelineItem, PipelineItemActivities, PipelineItemOutcome } from '@org/media-contracts';
import { quietLogger } from '../../../testing/attempt-bench.js';
import { createFakeClock, type FakeClock } from '../../../testing/fake-clock.js';
import { createPipelineItemActivities } from '../process-pipeline.js';
import { createFakeTemporal, type FakeTemporal } from './fake-temporal.js';
import { pipelineStatusOf } from './pipeline-status-of.js';

export const WORKFLOW_ID = 'batch-item-7-g1';

export function pipelineItem(changes: Partial<PipelineItem> = {}): PipelineItem {
  return {
    operation: { operationId: 'batch/run/7', generation: 1, startedAt: 1_700_000_000_000 },
    workflowId: WORKFLOW_ID,
    taskQueue: 'media',
    input: { source: 'https://media.test/in.mp4?token=secret' },
    ...changes,
  };
}

/** One item, a Temporal that knows its pipeline only, and a clock that both share. */
export interface Bench {
  readonly clock: FakeClock;
  readonly temporal: FakeTemporal;
  readonly activities: PipelineItemActivities;
}

export function createBench(): Bench {
  const clock = createFakeClock();
  const temporal = createFakeTemporal(WORKFLOW_ID, clock);
  temporal.behaviour.status = pipelineStatusOf();
  return { clock, temporal, activities: createPipelineItemActivities({ client: temporal.client, clock }) };
}

/** One attempt at the item. */
export interface RunningItem {
  readonly outcome: Promise<PipelineItemOutcome>;
  readonly heartbeats: unknown[];
  readonly cancel: (why: Partial<Record<keyof ActivityCancellationDetails, boolean>>) => void;
}

export function begin(
  { activities, clock }: Bench,
  item = pipelineItem(),
  info: Partial<Info> = {},
): RunningItem {
  const environment = new MockActivityEnvironment(
    { heartbeatTimeoutMs: 20_000, currentAttemptScheduledTimestampMs: clock.now(), ...info },
    { logger: quietLogger },
  );
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const run = (): Promise<PipelineItemOutcome> => activities.processPipeline(item);
  const outcome = environment.run<[], PipelineItemOutcome, typeof run>(run);
  outcome.catch(() => undefined);
  return {
    outcome,
    heartbeats,
    cancel: (why) => {
      environment.cancel(
        why.workerShutdown ? 'WORKER_SHUTDOWN' : why.notFound ? 'NOT_FOUND' : 'CANCELLED',
        new ActivityCancellationDetails(why),
      );
    },
  };
}
