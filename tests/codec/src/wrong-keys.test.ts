import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultOf, runBatchRunner, startPipeline } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { A, B } from './support/keys.ts';
import { livingWorker, readyWorker, until, useStack } from './support/use-stack.ts';
import { withKeys } from './support/with-keys.ts';

const stack = useStack('codec-wrong-keys');
const TASKS_PER_PIPELINE = 4;

/** Types of the events in a history, which need no key to be read. */
async function eventsOf(workflowId: string): Promise<string[]> {
  const { events } = await stack().client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).map((event) => Object.keys(event).find((name) => name.endsWith('Attributes')) ?? '');
}

async function paidSince(mark: string): Promise<unknown> {
  const { creates, duplicates } = await stack().admin.ledger(mark);
  return { creates, duplicates };
}

const PAID_ONCE = { creates: TASKS_PER_PIPELINE, duplicates: [] };

describe('a worker', () => {
  it.each([
    ['with another key', B],
    ['without keys', undefined],
  ])(
    '%s takes no work of what it cannot read, and says why; one with the key does it all',
    async (_what, keys) => {
      const mark = await stack().admin.mark();
      const handle = await startPipeline(withKeys(stack(), A));
      await until('the pipeline to be listed', async () => {
        const { count } = await stack().client.workflow.count(
          `WorkflowId = '${handle.workflowId}' AND ExecutionStatus = 'Running'`,
        );
        return count === 1;
      });
      const wrong = await livingWorker(stack(), { keys });
      const readiness = await until('the reason', async () => {
        const text = await wrong.readiness();
        return text.includes('PAYLOAD_KEYS') && text;
      });
      expect(readiness).toContain(`does not read ${handle.workflowId}`);
      expect(await eventsOf(handle.workflowId)).toEqual([
        'workflowExecutionStartedEventAttributes',
        'workflowTaskScheduledEventAttributes',
      ]);
      const right = await readyWorker(stack(), { keys: A });
      expect(await resultOf(handle)).toHaveProperty('transcodedUrl');
      expect(await paidSince(mark)).toEqual(PAID_ONCE);
      await right.stop();
      await wrong.stop();
    },
  );

  it('whose keys turn out wrong under way ends with code 1; nothing that it took is lost or half-done', async () => {
    const mark = await stack().admin.mark();
    // Nothing runs, so at its start nothing shows that its keys are wrong.
    const wrong = await readyWorker(stack(), { keys: B });
    const handle = await startPipeline(withKeys(stack(), A));
    expect(await wrong.exited).toEqual({ code: 1, signal: null });
    expect(readFileSync(wrong.logFile, 'utf8')).toContain('none of the keys in use');
    expect(await eventsOf(handle.workflowId)).toContain('workflowTaskFailedEventAttributes');
    await readyWorker(stack(), { keys: A });
    expect(await resultOf(handle)).toHaveProperty('transcodedUrl');
    expect(await paidSince(mark)).toEqual(PAID_ONCE);
  });

  it('that takes activities with the wrong keys costs each one attempt', async () => {
    const mark = await stack().admin.mark();
    const wrong = await readyWorker(stack(), { keys: B, env: { WORKER_ROLES: 'remote,check,batch' } });
    await readyWorker(stack(), { keys: A, env: { WORKER_ROLES: 'workflows' } });
    const { client } = withKeys(stack(), A);
    const handle = await startPipeline(withKeys(stack(), A));
    expect(await wrong.exited).toEqual({ code: 1, signal: null });
    const { raw } = await client.workflow.getHandle(handle.workflowId).describe();
    expect(raw.pendingActivities?.map(({ attempt }) => attempt)).toEqual([2]);
    // The reason is legible for those who lack the key of the worker that wrote it.
    const shown = await runBatchRunner(stack(), ['pipeline', 'why', handle.workflowId], { PAYLOAD_KEYS: A });
    expect(shown.stdout).toContain('which this process does not have');
    await readyWorker(stack(), { keys: A });
    expect(await resultOf(handle)).toHaveProperty('transcodedUrl');
    expect(await paidSince(mark)).toEqual(PAID_ONCE);
  });
});

describe('a client with the wrong keys', () => {
  it('ends no worker: others go on, and what it began is done when a worker has its key', async () => {
    const mark = await stack().admin.mark();
    const worker = await readyWorker(stack(), { keys: A });
    const ours = withKeys(stack(), A);
    await resultOf(await startPipeline(ours));
    const odd = await startPipeline(withKeys(stack(), B));
    await until('its task to fail', async () =>
      (await eventsOf(odd.workflowId)).includes('workflowTaskFailedEventAttributes'),
    );
    await resultOf(await startPipeline(ours));
    await worker.stop();
    await readyWorker(stack(), { keys: `${A},${B}` });
    const { workflow } = withKeys(stack(), `${A},${B}`).client;
    expect(await resultOf(workflow.getHandle(odd.workflowId))).toHaveProperty('transcodedUrl');
    expect(await paidSince(mark)).toEqual({ creates: 3 * TASKS_PER_PIPELINE, duplicates: [] });
  });

  it('cannot tell a batch anything, which it would stop, for nobody could read it', async () => {
    await readyWorker(stack(), { keys: A });
    const list = join(stack().dataDir, 'list.jsonl');
    const items = Array.from({ length: 20 }, (_, at) => ({
      url: `https://media.test/told/${at}.mp4`,
      kind: 'video',
    }));
    writeFileSync(list, items.map((item) => JSON.stringify(item)).join('\n'));
    const run = ['run', list, '--id', 'told', '--concurrency', '2'];
    expect(await runBatchRunner(stack(), run, { PAYLOAD_KEYS: A })).toMatchObject({ exitCode: 0 });
    const told = await runBatchRunner(stack(), ['set-concurrency', 'told', '9'], { PAYLOAD_KEYS: B });
    expect(told).toMatchObject({ exitCode: 1, json: { error: { keyId: 'a' } } });
    const end = await runBatchRunner(stack(), ['follow', 'told'], { PAYLOAD_KEYS: A });
    expect(end.json).toMatchObject({ state: 'completed', result: { counts: { succeeded: items.length } } });
  });

  it('is told which key it lacks, and where it belongs', async () => {
    await readyWorker(stack(), { keys: A });
    const handle = await startPipeline(withKeys(stack(), A));
    await resultOf(handle);
    await expect(
      withKeys(stack(), B).client.workflow.getHandle(handle.workflowId).result(),
    ).rejects.toMatchObject({ name: 'PayloadUnreadableError', keyId: 'a' });
    const told = await runBatchRunner(stack(), ['pipeline', 'status', handle.workflowId], {
      PAYLOAD_KEYS: B,
    });
    expect(told).toMatchObject({ exitCode: 1, json: { error: { keyId: 'a' } } });
    expect(told.stderr).toContain('Add it to PAYLOAD_KEYS');
  });
});
