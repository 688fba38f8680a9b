import { setTimeout as delay } from 'node:timers/promises';
import { startStack, type StackApi } from '@org/tests-harness';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { startBatch } from '../batch/start-batch.ts';
import { percentile, residentMiB } from '../pipeline/measure.ts';
import { waitForRow } from './wait-for-row.ts';

export interface StreamLoad {
  readonly clients: number;
  /** Of the batch that is followed, in lanes of simulated tasks of a second. */
  readonly items: number;
  readonly say: (line: string) => void;
}

export interface StreamCost {
  readonly kibPerClient: number;
  readonly rssBeforeMiB: number;
  readonly rssMiB: number;
  /** From what an event says of its time to its arrival. */
  readonly delayP50Ms: number;
  readonly delayP95Ms: number;
  /** From its arrival at the first client to that at each. */
  readonly spreadP95Ms: number;
  readonly events: number;
  readonly clientsEnded: number;
}

interface Arrival {
  readonly id: number;
  readonly at: number;
  readonly arrivedAt: number;
}

interface Followed {
  readonly arrivals: readonly Arrival[];
  /** It saw the end of the batch, and its stream ended. */
  readonly ended: boolean;
}

const LANES = 20;
const SETTLE_MS = 5_000;

/** Many clients follow one batch from its middle to its end. */
export async function measureStreams({ clients, items, say }: StreamLoad): Promise<StreamCost> {
  const stack = await startStack({
    remoteArgs: ['--simulate', 'constant:1000'],
    api: { keyLimits: { requestsPerSecond: 100_000 } },
  });
  try {
    const { api } = stack;
    if (!api) throw new Error('The stack has no API.');
    const settings = { concurrency: { total: LANES } };
    const batch = await startBatch(stack, { name: 'followed', items, settings });
    await waitForRow(stack, `/v1/batches/${batch.workflowId}`, ({ state }) => state === 'running');
    await delay(SETTLE_MS);
    const { pid } = api.current();
    const before = residentMiB(pid);
    const followedFrom = Date.now();
    const streams = Array.from({ length: clients }, () => follow(api, batch.workflowId));
    await delay(SETTLE_MS);
    const after = residentMiB(pid);
    say(`${clients} clients follow; the API has ${after.toFixed(0)} MiB, it had ${before.toFixed(0)}`);
    const followed = await Promise.all(streams);
    return {
      kibPerClient: ((after - before) * 1_024) / clients,
      rssBeforeMiB: before,
      rssMiB: after,
      ...delaysOf(followed, followedFrom),
      clientsEnded: followed.filter(({ ended }) => ended).length,
    };
  } finally {
    await stack.stop();
  }
}

async function follow({ url, key }: StackApi, batchId: string): Promise<Followed> {
  const response = await fetch(`${url}/v1/batches/${batchId}/events`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!response.ok || !response.body) throw new Error(`A stream was answered ${response.status}.`);
  const arrivals: Arrival[] = [];
  let last = '';
  const events = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { id, event = '', data } of events) {
    arrivals.push({ id: Number(id), at: (JSON.parse(data) as { at: number }).at, arrivedAt: Date.now() });
    last = event;
  }
  return { arrivals, ended: last === 'batch.completed' };
}

/** Of what happened while all were there: what is older came at once, as it should, and says nothing. */
function delaysOf(
  followed: readonly Followed[],
  followedFrom: number,
): Pick<StreamCost, 'delayP50Ms' | 'delayP95Ms' | 'spreadP95Ms' | 'events'> {
  const live = followed.flatMap(({ arrivals }) => arrivals.filter(({ at }) => at > followedFrom + SETTLE_MS));
  const first = new Map<number, number>();
  for (const { id, arrivedAt } of live) first.set(id, Math.min(arrivedAt, first.get(id) ?? Infinity));
  const delays = live.map(({ at, arrivedAt }) => arrivedAt - at);
  const spreads = live.map(({ id, arrivedAt }) => arrivedAt - (first.get(id) ?? arrivedAt));
  return {
    delayP50Ms: percentile(delays, 50),
    delayP95Ms: percentile(delays, 95),
    spreadP95Ms: percentile(spreads, 95),
    events: first.size,
  };
}
