import { setTimeout as delay } from 'node:timers/promises';
import type { MediaPipelineWorkflow } from '@org/media-contracts';
import { onlyStage, startStack, type Stack } from '@org/tests-harness';
import { callsOf } from '../api/call-api.ts';
import { completionOf, detectionOf } from '../pipeline/detection.ts';
import { inLanes, requestsOf } from '../pipeline/measure.ts';

export interface ToldTasks {
  /** Of each task: from its end at the service to its activity's end in the history, in ms. */
  readonly detectionMs: readonly number[];
  /** Requests to the service, creates included. */
  readonly callsPerTask: number;
  /** Requests by route, per task. */
  readonly requests: Readonly<Record<string, number>>;
}

export interface ToldLoad {
  readonly tasks: number;
  readonly lanes: number;
  readonly taskMs: number;
}

/** Tasks whose ends are told by webhooks. Starts are spread over the first task's duration, as in a long run. */
export async function measureToldTasks({ tasks, lanes, taskMs }: ToldLoad): Promise<ToldTasks> {
  const stack = await startStack({
    remoteArgs: ['--simulate', `constant:${taskMs}`],
    api: { keyLimits: { requestsPerSecond: 1_000 } },
  });
  try {
    await runTask(stack, 'warming-up');
    const mark = await stack.admin.mark();
    const heardAt = new Map<string, number>();
    await inLanes(Array.from({ length: tasks }), lanes, async (_, index) => {
      if (index < lanes) await delay((index * taskMs) / lanes);
      const [remoteId, at] = await runTask(stack, String(index));
      heardAt.set(remoteId, at);
    });
    const ledger = await stack.admin.ledger(mark);
    return {
      detectionMs: detectionOf(ledger, heardAt),
      callsPerTask: requestsOf(ledger) / tasks,
      requests: Object.fromEntries(
        Object.entries(ledger.requests).map(([route, count]) => [route, count / tasks]),
      ),
    };
  } finally {
    await stack.stop();
  }
}

/** A pipeline of one task. */
async function runTask(stack: Stack, name: string): Promise<[string, number]> {
  const { id } = await callsOf(stack).post<{ id: string }>('/v1/pipelines', {
    source: `https://media.test/told-${name}.mp4`,
    stages: onlyStage('ingest'),
    inspectOutputs: false,
  });
  const handle = stack.client.workflow.getHandle<MediaPipelineWorkflow>(id);
  await handle.result();
  return completionOf(handle);
}
