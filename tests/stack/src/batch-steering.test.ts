import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { callBatchRunner, runBatchRunner, type JsonAnswer } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { startCli } from './support/batch-cli.ts';
import { useSimulatedStack } from './support/simulated-stack.ts';
import { until } from './support/until.ts';

const stack = useSimulatedStack('stack-batch-steering');

const LANES = 4;
const ITEMS = 40;

function listOf(name: string, count = ITEMS): string {
  const path = join(stack().dataDir, 'lists-of-tests', `${name}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({ url: `https://media.test/${name}/${at}.mp4`, kind: 'video', id: `film-${at}` }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function runArguments(id: string, list: string): string[] {
  return ['run', list, '--id', id, '--concurrency', String(LANES), '--heartbeat-timeout', '2'];
}

function cli(...args: string[]): Promise<JsonAnswer> {
  return runBatchRunner(stack(), args);
}

/** From now on: so that a batch lasts longer than the commands that steer it. */
function makeTasksLong(): Promise<void> {
  return stack().admin.setFaults([{ fault: 'waitingFirst', ms: 2_000 }]);
}

/** As a person reads it. */
async function said(...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await callBatchRunner(stack(), args);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

async function start(id: string): Promise<void> {
  const { exitCode, stderr } = await cli(...runArguments(id, listOf(id)));
  expect(exitCode, stderr).toBe(0);
}

interface Status {
  readonly phase: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly concurrency: object;
}

async function statusOf(id: string): Promise<Status> {
  return (await cli('status', id)).json['status'] as Status;
}

interface Ended {
  readonly counts: Record<string, number>;
  readonly manifest: { readonly key: string };
}

function resultOf({ json }: JsonAnswer): Ended {
  return json['result'] as Ended;
}

describe('run with an id that is there', () => {
  it('attaches when the list is the same, and refuses an edited one by both digests', async () => {
    const list = listOf('same', 3);
    const args = runArguments('same', list);
    const first = await cli(...args);
    expect(first.exitCode, first.stderr).toBe(0);
    const attached = await cli(...args, '--follow');
    expect(attached.exitCode, attached.stderr).toBe(0);
    expect(attached.stderr).toContain('Its list is the same');
    expect(resultOf(attached).counts).toMatchObject({ succeeded: 3 });
    expect((await cli(...args)).exitCode).toBe(6);

    const mark = await stack().admin.mark();
    appendFileSync(list, '{"url":"https://media.test/same/late.mp4","kind":"video"}\n');
    const edited = await cli(...args, '--follow');
    expect(edited.exitCode).toBe(6);
    const { listSha256 } = first.json as { listSha256: string };
    const [was, is] = edited.stderr.match(/[0-9a-f]{64}/g) ?? [];
    expect(was).toBe(listSha256);
    expect(is).not.toBe(listSha256);
    expect((await stack().admin.ledger(mark)).creates).toBe(0);
  });
});

describe('Ctrl-C of run --follow', () => {
  it('detaches, says how to come back, and the batch goes on to its end', async () => {
    await makeTasksLong();
    const following = startCli(stack(), [...runArguments('detached', listOf('detached')), '--follow']);
    await until('it to follow', () => /succeeded [1-9]/.test(following.news()));
    following.interrupt();
    await stack().admin.setFaults([]);
    const { exitCode, json, stderr } = await following.answer;
    expect({ exitCode, state: json['state'] }, stderr).toEqual({ exitCode: 3, state: 'running' });
    expect(stderr).toContain('batch-runner follow detached');
    const end = await cli('follow', 'detached');
    expect(end.exitCode, end.stderr).toBe(0);
    expect(resultOf(end).counts).toMatchObject({ succeeded: ITEMS });
  });
});

describe('a batch that is steered', () => {
  it('pauses, tells why it and its items wait, changes its lanes, resumes, and is cancelled', async () => {
    await makeTasksLong();
    await start('steered');
    expect((await cli('pause', 'steered', '--reason', 'lunch')).json).toMatchObject({ phase: 'paused' });
    expect(await said('why', 'steered')).toMatch(/paused by a person since .*lunch.*resume steered/);
    await until('nothing to be in flight', async () => (await statusOf('steered')).counts['inFlight'] === 0);
    expect(await said('why', 'steered', String(ITEMS - 1))).toMatch(
      new RegExp(`item ${ITEMS - 1}: has not begun: .*\\n.*paused by a person`, 's'),
    );
    expect(await said('why', 'steered', 'id:film-0')).toMatch(/item 0: succeeded at .*remote task job_/);
    expect((await cli('why', 'steered', '999')).exitCode).toBe(4);

    expect((await cli('set-concurrency', 'steered', '2,video=1')).exitCode).toBe(0);
    expect((await cli('set-concurrency', 'steered', '501')).exitCode).toBe(2);
    expect((await cli('set-spend-cap', 'steered', '1')).exitCode).toBe(7);
    expect((await cli('resume', 'steered')).json).toMatchObject({ phase: 'running' });
    const { phase, concurrency } = await statusOf('steered');
    expect({ phase, concurrency }).toEqual({
      phase: 'running',
      concurrency: { total: 2, perKind: { video: 1 } },
    });

    const cancelled = await cli('cancel', 'steered', '--reason', 'enough', '--follow');
    expect(cancelled.exitCode, cancelled.stderr).toBe(0);
    const { counts } = resultOf(cancelled);
    expect(counts).toMatchObject({ total: ITEMS, cancelled: 0, failed: 0 });
    expect(counts['notStarted']).toBeGreaterThan(0);
    expect(await said('why', 'steered')).toMatch(/cancelled at .*enough.*redrive steered/s);
    await stack().admin.setFaults([]);
    // A batch that has ended is not steered any more.
    for (const command of ['pause', 'resume', 'cancel'])
      expect((await cli(command, 'steered')).exitCode).toBe(7);
    expect((await cli('pause', 'no-such-batch')).exitCode).toBe(4);

    const redriven = await cli('redrive', 'steered', '--follow');
    expect(redriven.exitCode, redriven.stderr).toBe(0);
    expect(resultOf(redriven).counts).toMatchObject({
      total: counts['notStarted'],
      succeeded: counts['notStarted'],
    });
  });
});

describe('a batch of which some fail', () => {
  it('ends with 8, names them, is verified, and is redriven for them alone', async () => {
    await stack().admin.setFaults([
      { fault: 'failed', permanent: true, inputIncludes: '/some-fail/1.mp4' },
      { fault: 'failed', permanent: true, inputIncludes: '/some-fail/3.mp4' },
    ]);
    const list = listOf('some-fail', 6);
    const run = await cli(...runArguments('some-fail', list), '--follow');
    expect(run.exitCode, run.stderr).toBe(8);
    expect(resultOf(run).counts).toMatchObject({ succeeded: 4, failed: 2 });
    expect((await cli('status', 'some-fail')).exitCode).toBe(8);
    expect(await said('why', 'some-fail', '3')).toMatch(/item 3: failed at .*RemoteFailed/);
    await stack().admin.setFaults([]);
    const redriven = await cli('redrive', 'some-fail', '--only', 'failed', '--follow');
    expect(redriven.exitCode, redriven.stderr).toBe(0);
    expect(resultOf(redriven).counts).toMatchObject({ total: 2, succeeded: 2 });
  });

  it('ends with 1 when more fail than it tolerates', async () => {
    await stack().admin.setFaults([{ fault: 'failed', permanent: true }]);
    const run = await cli(...runArguments('too-many', listOf('too-many')), '--max-failures', '2', '--follow');
    expect({ exitCode: run.exitCode, state: run.json['state'] }, run.stderr).toEqual({
      exitCode: 1,
      state: 'stopped',
    });
    expect(resultOf(run).counts['notStarted']).toBeGreaterThan(0);
  });
});

describe('verify', () => {
  it('finds every manifest right, by name or by path, until a byte of it is changed', async () => {
    const { manifest } = resultOf(await cli('status', 'some-fail'));
    const path = join(stack().storeDir, 'objects', manifest.key);
    for (const name of ['some-fail', `store:${manifest.key}`, path]) {
      const verdict = await cli('verify', name);
      expect({ exitCode: verdict.exitCode, problems: verdict.json['problems'] }).toEqual({
        exitCode: 0,
        problems: [],
      });
    }
    const succeeded = join(dirname(path), 'succeeded.csv');
    writeFileSync(succeeded, readFileSync(succeeded, 'utf8').replace('/some-fail/0.mp4', '/some-fail/9.mp4'));
    const tampered = await cli('verify', 'some-fail');
    expect({ exitCode: tampered.exitCode, ok: tampered.json['ok'] }).toEqual({ exitCode: 1, ok: false });
    expect(tampered.json['problems']).toContainEqual(expect.stringContaining('succeeded.csv'));

    const edited = readFileSync(path, 'utf8').replace(/"failed": *2/, '"failed": 1');
    writeFileSync(path, edited);
    const other = await cli('verify', 'some-fail');
    expect(other.json['problems']).toContainEqual(
      expect.stringMatching(/manifest\.json has the SHA-256 .* the batch said/),
    );
  });
});

describe('list', () => {
  it('has each batch once, however often it was handed over, newest first', async () => {
    await until('the list to have them all', async () => {
      const { json } = await cli('list');
      const ids = (json['batches'] as { workflowId: string }[]).map(({ workflowId }) => workflowId);
      return (
        ids.includes('too-many') &&
        ids.indexOf('too-many') < ids.indexOf('steered') &&
        new Set(ids).size === ids.length
      );
    });
    expect(await said('list')).toMatch(/^stopped .*too-many$|^failed .*too-many$/m);
    const { json } = await cli('list', '--limit', '1');
    expect(json).toMatchObject({ more: true });
  });
});
