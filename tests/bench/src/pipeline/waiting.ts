import { setTimeout as delay } from 'node:timers/promises';
import { onlyStage, startPipeline, startStack } from '@org/tests-harness';
import { inLanes, residentMiB } from './measure.ts';

export interface WaitingLoad {
  readonly rssMiB: number;
  readonly eventLoopP99Ms: number;
}

/** A day: none of these tasks ends during the benchmark. */
const LONG_MS = 86_400_000;

/** What it costs one worker to have many pipelines waiting on the remote service. */
export async function measureWaiting(pipelines: number, settleMs: number): Promise<WaitingLoad> {
  const stack = await startStack({
    remoteArgs: ['--simulate', `constant:${LONG_MS}`],
    workerEnv: {
      WORKER_REMOTE_SLOTS: String(pipelines),
      WORKER_MAX_CACHED_WORKFLOWS: String(pipelines + 50),
    },
  });
  try {
    const stages = onlyStage('ingest');
    const handles = await inLanes(Array.from({ length: pipelines }), 20, () =>
      startPipeline(stack, { stages, heartbeatTimeoutMs: 20_000 }),
    );
    await untilCreated(stack, pipelines);
    await delay(settleMs);
    const worker = stack.worker?.current();
    if (!worker) throw new Error('The stack has no worker.');
    const metrics = await (await fetch(`${worker.url}/metrics`)).text();
    const load = { rssMiB: residentMiB(worker.pid), eventLoopP99Ms: eventLoopP99(metrics) };
    await inLanes(handles, 20, (handle) => handle.terminate('the benchmark is over'));
    return load;
  } finally {
    await stack.stop();
  }
}

async function untilCreated(stack: Awaited<ReturnType<typeof startStack>>, wanted: number): Promise<void> {
  for (;;) {
    const { creates } = await stack.admin.ledger();
    if (creates >= wanted) return;
    await delay(500);
  }
}

function eventLoopP99(metrics: string): number {
  const seconds = /^nodejs_eventloop_lag_p99_seconds(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1];
  if (seconds === undefined) throw new Error('/metrics has no nodejs_eventloop_lag_p99_seconds.');
  return Number(seconds) * 1_000;
}
