import { WORKFLOWS } from '@org/media-contracts';
import { startStack, type Stack } from '@org/tests-harness';
import { inLanes, median, percentile } from '../pipeline/measure.ts';
import { callJson, callsOf, jsonPost } from './call-api.ts';
import { closedLoop } from './closed-loop.ts';
import { openLoop } from './open-loop.ts';
import { startBareServer } from './start-bare-server.ts';

export interface StartLoad {
  readonly lanes: number;
  /** Of each of three rounds with all lanes. */
  readonly seconds: number;
  /** Rate at which the latency is measured, far from what is possible at most, and for how long. */
  readonly perSecond: number;
  readonly latencySeconds: number;
  readonly say: (line: string) => void;
}

export interface StartCost {
  readonly startsPerSecond: number;
  readonly bareStartsPerSecond: number;
  readonly startP99Ms: number;
  readonly bareStartP99Ms: number;
  /** The same workflow by Temporal's client alone. */
  readonly temporalStartP99Ms: number;
}

const ROUNDS = 3;
const TERMINATE_LANES = 20;

/**
 * Starts of pipelines by HTTP. No worker takes them up, since it would be on another machine; they are terminated after
 * each turn, so that what is measured is to start and not to follow thousands that are open.
 */
export async function measureStarts(load: StartLoad): Promise<StartCost> {
  const stack = await startStack({
    worker: false,
    api: { keyLimits: { requestsPerSecond: 100_000, runningPipelines: 1_000_000 } },
  });
  const bare = await startBareServer(stack.dataDir);
  try {
    const { contestants, terminateAll: afterTurn } = startersOf(stack, bare.url);
    const { perSecond, latencySeconds: seconds } = load;
    await openLoop({ contestants, perSecond, seconds: 3, afterTurn });
    const latencies = await openLoop({ contestants, perSecond, seconds, afterTurn });
    load.say(`${load.perSecond} starts/s: p99 ${percentile(latencies.api, 99).toFixed(0)} ms`);
    const rates: Record<'api' | 'bare', number[]> = { api: [], bare: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of ['api', 'bare'] as const) {
        rates[name].push(await closedLoop(contestants[name], load));
        load.say(`${name}: ${rates[name].at(-1)?.toFixed(1)} starts/s with ${load.lanes} lanes`);
        await afterTurn();
      }
    }
    return {
      startsPerSecond: median(rates.api),
      bareStartsPerSecond: median(rates.bare),
      startP99Ms: percentile(latencies.api, 99),
      bareStartP99Ms: percentile(latencies.bare, 99),
      temporalStartP99Ms: percentile(latencies.temporal, 99),
    };
  } finally {
    await bare.stop();
    await stack.stop();
  }
}

interface Starters {
  readonly contestants: Readonly<Record<'api' | 'bare' | 'temporal', () => Promise<void>>>;
  readonly terminateAll: () => Promise<void>;
}

function startersOf(stack: Stack, bareUrl: string): Starters {
  const calls = callsOf(stack);
  let open: string[] = [];
  return {
    contestants: {
      api: async () => {
        open.push((await calls.post<{ id: string }>('/v1/pipelines', nextBody())).id);
      },
      bare: async () => {
        await callJson(`${bareUrl}/start`, jsonPost(nextBody()));
      },
      temporal: async () => {
        open.push(await startByClient(stack));
      },
    },
    terminateAll: async () => {
      const ids = open;
      open = [];
      await inLanes(ids, TERMINATE_LANES, (id) => stack.client.workflow.getHandle(id).terminate());
    },
  };
}

let started = 0;

function nextBody(): { source: string; inspectOutputs: boolean } {
  return { source: `https://media.test/start-${++started}.mp4`, inspectOutputs: false };
}

async function startByClient({ client, taskQueue }: Stack): Promise<string> {
  const { workflowId } = await client.workflow.start(WORKFLOWS.mediaPipeline, {
    taskQueue,
    workflowId: `by-client-${++started}`,
    args: [nextBody()],
  });
  return workflowId;
}
