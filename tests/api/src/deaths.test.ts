import { pause, waitUntil } from '@org/dev-stack';
import { seededRandom } from '@org/tests-harness';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { eventsOf, once, pipelineBody, start } from './support/requests.ts';

const STAGES = 4;

let own: ApiStack;
let mark: string;
beforeAll(async () => {
  own = await startApiStack();
  mark = await own.stack.admin.mark();
});
afterAll(() => own.stop());

/** Every pipeline has ended well, and each stage of each was asked for once. */
async function expectAllPaidOnce(ids: readonly string[], sources: readonly string[]): Promise<void> {
  expect(new Set(ids).size).toBe(sources.length);
  for (const id of new Set(ids))
    expect((await eventsOf(own.client, { id })).at(-1)?.type).toBe('pipeline.succeeded');
  const { duplicates, groups } = await own.stack.admin.ledger(mark);
  expect(duplicates).toEqual([]);
  const ours = groups.filter(({ asked }) => sources.some((source) => asked.includes(source)));
  expect(ours.length).toBeGreaterThanOrEqual(sources.length);
}

/** One request, whose answer may be lost. */
async function attempt(body: { source: string }): Promise<Response | undefined> {
  return once(own.client, 'POST', '/v1/pipelines', {
    headers: { 'content-type': 'application/json', 'idempotency-key': body.source },
    body: JSON.stringify(body),
  }).catch(() => undefined);
}

type Mortal = 'api' | 'worker' | 'postgres' | 'temporal';

/** As `kill -9`; of PostgreSQL the server itself, whose program goes with it. */
function kill(mortal: Mortal): void {
  if (mortal === 'postgres') process.kill(own.postgres.current().serverPid(), 'SIGKILL');
  else partOf(mortal).killNow();
}

function partOf(mortal: Mortal): { killNow: () => void; revive: () => Promise<unknown> } {
  const { api, postgres, stack } = own;
  const part = { api, postgres, worker: stack.worker, temporal: stack.temporal }[mortal];
  if (!part) throw new Error(`the stack has no ${mortal} of its own`);
  return part;
}

async function pipelinesStarted(): Promise<number> {
  let count = 0;
  const all = own.stack.client.workflow.list({ query: "WorkflowType = 'mediaPipeline'" });
  for await (const _workflow of all) count++;
  return count;
}

describe('starts while something dies', () => {
  it.each<Mortal>(['api', 'worker', 'postgres', 'temporal'])(
    'are one for each key when the %s is killed in their middle',
    async (mortal) => {
      const startedBefore = await pipelinesStarted();
      const bodies = Array.from({ length: 20 }, () => pipelineBody());
      const random = seededRandom(20261127);
      const ids: string[] = [];
      for (let round = 0; round < 4; round++) {
        const chunk = bodies.slice(round * 5, round * 5 + 5);
        const attempts = chunk.map(attempt);
        await pause(random() * 60);
        kill(mortal);
        for (const answer of await Promise.all(attempts))
          expect([201, 503, undefined]).toContain(answer?.status);
        await partOf(mortal).revive();
        ids.push(...(await Promise.all(chunk.map((body) => start(own.client, body)))));
        // A second time it is the same pipeline.
        expect(await Promise.all(chunk.map((body) => start(own.client, body)))).toEqual(ids.slice(-5));
      }
      await expectAllPaidOnce(
        ids,
        bodies.map(({ source }) => source),
      );
      // Visibility lags by a moment.
      await waitUntil(async () => (await pipelinesStarted()) >= startedBefore + 20, {
        what: 'all to be listed',
        timeoutMs: 30_000,
      });
      expect(await pipelinesStarted()).toBe(startedBefore + 20);
    },
  );

  it('fifty at once under one key are one start, paid once', async () => {
    const body = pipelineBody();
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt(body)));
    expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([201]));
    const ids = await Promise.all(
      answers.map(async (answer) => ((await answer?.json()) as { id: string }).id),
    );
    await expectAllPaidOnce(ids, [body.source]);
    const { groups } = await own.stack.admin.ledger(mark);
    expect(groups.filter(({ asked }) => asked.includes(body.source))).toHaveLength(1);
  });

  it('answer 503 while Temporal is dead, begin nothing, and reads go on', async () => {
    const { temporal } = own.stack;
    const body = pipelineBody();
    temporal?.killNow();
    const away = await attempt(body);
    expect(away?.status).toBe(503);
    expect(away?.headers.get('retry-after')).not.toBeNull();
    expect((await once(own.client, 'GET', '/v1/pipelines')).status).toBe(200);
    await temporal?.revive();
    const id = await start(own.client, body);
    await expectAllPaidOnce([id], [body.source]);
  });

  it('and what runs: PostgreSQL dead, media work goes on, and the catalog catches up', async () => {
    const bodies = Array.from({ length: 5 }, () => pipelineBody());
    const ids = await Promise.all(bodies.map((body) => start(own.client, body)));
    const { postgres, stack } = own;
    process.kill(postgres.current().serverPid(), 'SIGKILL');
    await waitUntil(async () => (await once(own.client, 'GET', '/v1/pipelines')).status === 503, {
      what: 'a 503',
      timeoutMs: 30_000,
    });
    // Temporal knows nothing of it: every pipeline ends.
    await Promise.all(ids.map((id) => stack.client.workflow.getHandle(id).result()));
    await postgres.revive();
    await expectAllPaidOnce(
      ids,
      bodies.map(({ source }) => source),
    );
  });

  it('events go on through restarts of the API, each once', async () => {
    const body = pipelineBody();
    const id = await start(own.client, body);
    const following = eventsOf(own.client, { id });
    await pause(300);
    own.api.killNow();
    await own.api.revive();
    const events = await following;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'stage.succeeded')).toHaveLength(STAGES);
  });
});
