import { MEDIA_NICENESS } from '@org/dev-stack';
import { startStack, type Stack } from '@org/tests-harness';
import { batchStatus } from '@org/media-contracts';
import { Client, Pool } from 'pg';
import { startBatch } from '../batch/start-batch.ts';
import { percentile } from '../pipeline/measure.ts';
import { callJson, callsOf } from './call-api.ts';
import { fillCatalog } from './fill-catalog.ts';
import { openLoop } from './open-loop.ts';
import { startBareServer } from './start-bare-server.ts';

export interface ListLoad {
  readonly pipelines: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** In ms, of the same page by three ways. */
export interface ListLatency {
  readonly api: number;
  readonly bare: number;
  readonly query: number;
}

export interface ListCost {
  readonly idle: ListLatency;
  readonly writing: ListLatency;
  readonly itemsPerSecondMeanwhile: number;
}

const PAGE = 50;
const TENANT = 'harness';
/** More than can end while it is measured. */
const BATCH_ITEMS = 30_000;
const LANES = 100;

/** What the API asks for, without the stages: a page by the index `pipelines_newest`, and the row that tells of a next. */
const QUERY = `select * from pipelines where tenant_id = $1 order by created_at desc, id desc limit ${PAGE + 1}`;

/** p99 of listing pipelines, beside a route that does nothing and the query alone. */
export async function measureLists(load: ListLoad): Promise<ListCost> {
  const stack = await startStack({
    remoteArgs: ['--simulate', 'instant'],
    mediaNiceness: MEDIA_NICENESS,
    api: { keyLimits: { requestsPerSecond: 100_000 } },
  });
  const connectionString = stack.postgres?.current().connectionString;
  const pool = new Pool({ connectionString, max: 10 });
  const bare = await startBareServer(stack.dataDir);
  try {
    await fill(connectionString, load);
    const calls = callsOf(stack);
    const page = await calls.get(`/v1/pipelines?limit=${PAGE}`);
    await callJson(`${bare.url}/list`, { method: 'PUT', body: JSON.stringify(page) });
    const contestants = {
      api: () => calls.get(`/v1/pipelines?limit=${PAGE}`),
      bare: () => callJson(`${bare.url}/list`),
      query: () => pool.query(QUERY, [TENANT]),
    };
    await openLoop({ contestants, ...load, seconds: 3 });
    const measure = async (): Promise<ListLatency> => p99Of(await openLoop({ contestants, ...load }));
    const idle = await measure();
    load.say(`idle: p99 ${idle.api.toFixed(1)} ms`);
    const { result: writing, itemsPerSecond } = await whileBatchWrites(stack, measure);
    load.say(`beside a batch: p99 ${writing.api.toFixed(1)} ms`);
    return { idle, writing, itemsPerSecondMeanwhile: itemsPerSecond };
  } finally {
    await pool.end();
    await bare.stop();
    await stack.stop();
  }
}

async function fill(connectionString: string | undefined, { pipelines, say }: ListLoad): Promise<void> {
  const database = new Client({ connectionString });
  await database.connect();
  await fillCatalog(database, TENANT, pipelines);
  await database.end();
  say(`${pipelines} pipelines are in the catalog`);
}

async function whileBatchWrites<T>(
  stack: Stack,
  work: () => Promise<T>,
): Promise<{ result: T; itemsPerSecond: number }> {
  const settings = { concurrency: { total: LANES } };
  const batch = await startBatch(stack, { name: 'writing', items: BATCH_ITEMS, settings });
  const ended = async (): Promise<number> => (await batch.query(batchStatus)).counts.succeeded;
  const before = await ended();
  const startedAt = performance.now();
  const result = await work();
  const items = (await ended()) - before;
  if (items + before >= BATCH_ITEMS)
    throw new Error('The batch ended while it was to write: give it more items.');
  const itemsPerSecond = items / ((performance.now() - startedAt) / 1_000);
  await batch.terminate('the measurement is over');
  return { result, itemsPerSecond };
}

function p99Of({ api, bare, query }: Record<keyof ListLatency, number[]>): ListLatency {
  return { api: percentile(api, 99), bare: percentile(bare, 99), query: percentile(query, 99) };
}
