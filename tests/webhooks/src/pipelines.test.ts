import { waitUntil } from '@org/dev-stack';
import { pipelineStatus, STAGES, type MediaPipelineInput, type PipelineStatus } from '@org/media-contracts';
import { resultOf, startPipeline, type PipelineHandle } from '@org/tests-harness';
import { temporalAddress } from '@org/tests-support';
import { describe, expect, it } from 'vitest';
import { useWebhooks } from './support/use-webhooks.ts';

const own = useWebhooks({
  taskQueue: 'webhooks-pipelines',
  remoteArgs: ['--simulate', 'constant:300'],
  // Three seconds are then the longest that a lost webhook costs.
  workerEnv: { WORKER_WATCH_SCALE: '0.1' },
  get temporalAddress() {
    return temporalAddress();
  },
});

let started = 0;

async function start(input: Partial<MediaPipelineInput> = {}): Promise<PipelineHandle> {
  const { taskQueue } = own.stack();
  // As the harness names what it starts: the address is for an id, and the id is known before the start.
  const workflowId = `${taskQueue}-${process.pid}-${++started}`;
  const webhookUrl = own.webhooks().urlFor(workflowId);
  const handle = await startPipeline(own.stack(), { heartbeatTimeoutMs: 5_000, webhookUrl, ...input });
  expect(handle.workflowId).toBe(workflowId);
  return handle;
}

/** What is the same however the end was learned of. */
function endState({ phase, stages }: PipelineStatus): unknown {
  const ends = STAGES.map((stage) => {
    const { state, operation, outcome } = stages[stage];
    return { stage, state, generation: operation?.generation, outcome: outcome?.outcome };
  });
  return { phase, ends };
}

/** A read may be first where the machine is slow. */
const arrived = (): number => own.webhooks().count('completed') + own.webhooks().count('late');

async function creates(): Promise<readonly number[]> {
  const { groups, duplicates } = await own.stack().admin.ledger();
  expect(duplicates).toEqual([]);
  return groups.map((group) => group.creates.length);
}

describe('pipelines told by webhooks', () => {
  it('end by what the webhooks told', async () => {
    const mark = await own.stack().admin.mark();
    await resultOf(await start());
    const { creates: made } = await own.stack().admin.ledger(mark);
    expect(made).toBe(STAGES.length);
    expect(arrived()).toBe(STAGES.length);
  });

  it('end the same when one in five webhooks is lost and one in five comes twice', async () => {
    const plain = await start({ webhookUrl: undefined });
    await resultOf(plain);
    const wanted = endState(await plain.query(pipelineStatus));
    await own.stack().admin.setFaults([
      { fault: 'webhookLost', probability: 0.2 },
      { fault: 'webhookDoubled', probability: 0.2 },
    ]);
    const handles = await Promise.all(Array.from({ length: 10 }, () => start()));
    await Promise.all(handles.map(resultOf));
    for (const handle of handles) expect(endState(await handle.query(pipelineStatus))).toEqual(wanted);
    expect(new Set(await creates())).toEqual(new Set([1]));
    // Each that arrived was read once, however often it came; the lost ones were found by reading.
    expect(own.webhooks().calls()).toBe(arrived());
    expect(arrived()).toBeLessThan(handles.length * STAGES.length);
  });

  it('end though no webhook arrives at all', async () => {
    const handles = await Promise.all(
      Array.from({ length: 4 }, () => start({ webhookUrl: 'http://127.0.0.1:9/webhooks/ittybit/nobody' })),
    );
    expect(await Promise.all(handles.map(resultOf))).toHaveLength(4);
    expect(own.webhooks().count('completed')).toBe(0);
  });

  it('are not ended by a forged one, even with the right token', async () => {
    await own.stack().admin.setFaults([
      { fault: 'stuck', count: 1 },
      { fault: 'webhookForged', count: 1 },
    ]);
    const handle = await start();
    await waitUntil(() => own.webhooks().count('running') > 0, {
      what: 'the forged webhook',
      timeoutMs: 60_000,
    });
    const { phase, stages } = await handle.query(pipelineStatus);
    expect(phase).toBe('running');
    expect(stages.ingest.state).toBe('running');
    expect(own.webhooks().count('completed')).toBe(0);
    await handle.terminate('the test is over');
  });

  it('are not ended by one for another workflow, or with a token that was guessed', async () => {
    await own.stack().admin.setFaults([{ fault: 'stuck', count: 1 }]);
    const handle = await start();
    const remoteId = await untilCreated(handle);
    const body = JSON.stringify({ id: remoteId, status: 'succeeded' });
    const other = own.webhooks().urlFor('another-workflow');
    const statuses = [other, other.slice(0, -1)].map(
      async (url) => (await fetch(url, { method: 'POST', body })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 404]);
    expect((await handle.query(pipelineStatus)).stages.ingest.state).toBe('running');
    await handle.terminate('the test is over');
  });
});

async function untilCreated(handle: PipelineHandle): Promise<string> {
  let remoteId: string | undefined;
  await waitUntil(
    async () => {
      const { groups } = await own.stack().admin.ledger();
      const mine = groups.find(({ asked }) => asked.includes(handle.workflowId));
      remoteId = mine?.creates[0]?.id;
      return remoteId !== undefined;
    },
    { what: 'the task of the ingest', timeoutMs: 60_000 },
  );
  return remoteId ?? '';
}
