import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@org/dev-stack';
import { callBatchRunner, runBatchRunner, type CliAnswer, type JsonAnswer } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { ENDLESS, useSimulatedStack } from './support/simulated-stack.ts';
import { until } from './support/until.ts';

const QUEUE = 'stack-batch-runner';

const stack = useSimulatedStack(QUEUE, {
  ITTYBIT_API_KEY_REFUSED: 'a-key-that-is-refused',
  // The same key by another name: a quota that it meets holds up nobody else.
  ITTYBIT_API_KEY_SLOW: 'harness-key',
});

const ENDLESS_INGEST = ['--options', `ingest=${JSON.stringify(ENDLESS)}`];

/**
 * Starts a pipeline over a source of its own. Nothing that a simulation makes is media, so nothing is inspected;
 * a cancellation is learned of with a heartbeat, so those come often.
 */
function runArguments(id: string): string[] {
  const file = join(stack().dataDir, 'input.json');
  writeFileSync(file, JSON.stringify({ inspectOutputs: false, heartbeatTimeoutMs: 2_000 }));
  return ['run', `https://media.test/${id}.mp4`, '--id', id, '--input', file];
}

/** `pipeline <args> --json`. */
function pipeline(...args: string[]): Promise<JsonAnswer> {
  return runBatchRunner(stack(), ['pipeline', ...args]);
}

/** `pipeline <args>`, as a person reads it. */
function read(...args: string[]): Promise<CliAnswer> {
  return callBatchRunner(stack(), ['pipeline', ...args]);
}

async function start(id: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await pipeline(...runArguments(id), ...args);
  expect(exitCode, stderr).toBe(0);
}

interface Wait {
  readonly for: string;
  readonly since?: number;
  readonly until?: number;
  readonly remoteId?: string;
  readonly reason?: string;
  readonly nextProbeAt?: number;
}

/** What `status` says that the ingest waits for, once it waits for that. */
function ingestWait(id: string, wanted: string): Promise<Wait> {
  return until(`the ingest of ${id} to wait for ${wanted}`, async () => {
    const { json } = await pipeline('status', id);
    const { wait } = (json['status'] as { stages: { ingest: { wait?: Wait } } }).stages.ingest;
    return wait?.for === wanted ? wait : undefined;
  });
}

/** The tasks that were paid for since the mark, by what they make. */
async function paidSince(mark: string): Promise<Record<string, number>> {
  const paid: Record<string, number> = {};
  for (const { asked, creates } of (await stack().admin.ledger(mark)).groups) {
    const { kind } = JSON.parse(asked) as { kind: string };
    paid[kind] = (paid[kind] ?? 0) + creates.length;
  }
  return paid;
}

describe('pipeline run', () => {
  it('--follow shows the stages as they go on stderr and answers with the whole result', async () => {
    const { exitCode, stdout, stderr, json } = await pipeline(
      ...[...runArguments('followed'), '--follow', '--no-ingest'],
    );
    expect(exitCode, stderr).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(json).toMatchObject({ workflowId: 'followed', state: 'succeeded' });
    const { files } = json['result'] as { files: Record<string, { url: string }> };
    expect(Object.keys(files).toSorted()).toEqual(['audio', 'thumbnails', 'transcode']);
    for (const stage of Object.keys(files)) expect(stderr).toMatch(new RegExp(`${stage} +succeeded`));
  });

  it('with an id that is there starts nothing, says what to do instead, and ends with 6', async () => {
    const mark = await stack().admin.mark();
    const { exitCode, stderr, json } = await pipeline(...runArguments('followed'));
    expect(exitCode).toBe(6);
    expect(stderr).toContain('followed exists already (succeeded); nothing was started');
    expect(json['error']).toMatchObject({ exitCode: 6, workflowId: 'followed', state: 'succeeded' });
    expect(await paidSince(mark)).toEqual({});
  });
});

describe('pipeline status and why', () => {
  it('of a running one tell the remote task, since when it is waited for, and that it goes on', async () => {
    await start('running', ...ENDLESS_INGEST);
    const wait = await ingestWait('running', 'remote');
    expect(wait.since).toBeGreaterThan(Date.now() - 120_000);
    const status = await read('status', 'running');
    expect(status.exitCode).toBe(3);
    expect(status.stdout).toMatch(new RegExp(`ingest +running +${wait.remoteId}`));
    expect(status.stdout).toMatch(/audio +pending +waits for ingest/);
    const why = await read('why', 'running');
    expect(why.exitCode).toBe(0);
    expect(why.stdout).toMatch(
      new RegExp(
        `ingest: waits for remote task ${wait.remoteId}.* Goes on by itself when it ends\\. Since .* Gives up at`,
      ),
    );
    expect(why.stdout).toMatch(/transcode: has not begun: it needs .* first\. Since/);
  });

  it('of a parked one tell the reason, when it asks again, and how a person lets it go on', async () => {
    await start('parked', '--account', 'refused');
    const wait = await ingestWait('parked', 'person');
    expect(wait.reason).toContain('401');
    expect(wait.nextProbeAt).toBeGreaterThan(Date.now());
    expect((await read('status', 'parked')).exitCode).toBe(3);
    const { stdout } = await read('why', 'parked');
    expect(stdout).toContain('parked: parked');
    expect(stdout).toMatch(/ingest: waits for a person: .*401/);
    expect(stdout).toMatch(
      /Asks again by itself at .* at once after: batch-runner pipeline resume parked\. Since/,
    );
    expect(stdout).not.toContain('a-key-that-is-refused');
    await pipeline('cancel', 'parked', '--wait');
  });

  it('of one that waits for quota tell until when, and that nobody needs to act', async () => {
    const hourS = 3_600;
    await stack().admin.setFaults([
      { fault: 'tooManyRequests', retryAfterSeconds: hourS, route: 'create', count: 1 },
    ]);
    await start('quota', '--account', 'slow');
    const wait = await ingestWait('quota', 'quota');
    expect(wait.until).toBeGreaterThan(Date.now() + (hourS * 1_000) / 2);
    const { stdout } = await read('why', 'quota');
    expect(stdout).toMatch(/ingest: waits for quota until .* \(429\)\. Goes on by itself\./);
    await stack().client.workflow.getHandle('quota').terminate();
  });
});

describe('pipeline cancel', () => {
  it('--wait ends it and tells what was left running at the service, which nobody can stop', async () => {
    await start('cancelled', ...ENDLESS_INGEST);
    const { remoteId } = await ingestWait('cancelled', 'remote');
    const { exitCode, stdout } = await read('cancel', 'cancelled', '--wait');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`ingest: ${remoteId} was left \\w+ at the remote service`));
    expect((await pipeline('cancel', 'cancelled')).exitCode).toBe(7);
  });
});

describe('pipeline redrive', () => {
  it('pays only for what is missing, and of two at once one starts', async () => {
    await stack().admin.setFaults([{ fault: 'failed', permanent: true, taskKind: 'audio', count: 1 }]);
    const mark = await stack().admin.mark();
    const failed = await pipeline(...runArguments('half'), '--follow');
    expect({ exitCode: failed.exitCode, state: failed.json['state'] }).toEqual({
      exitCode: 1,
      state: 'failed',
    });
    expect(await paidSince(mark)).toEqual({ video: 2, image: 1, audio: 1 });

    const both = await Promise.all([pipeline('redrive', 'half'), pipeline('redrive', 'half')]);
    const exitCodes = both.map(({ exitCode }) => exitCode).toSorted((a, b) => a - b);
    expect(exitCodes).toEqual([0, 6]);
    const [started, refused] = both.toSorted((a, b) => a.exitCode - b.exitCode);
    expect(started?.json).toMatchObject({
      workflowId: 'half-redrive-1',
      kept: ['ingest', 'thumbnails', 'transcode'],
      redone: ['audio'],
    });
    expect(refused?.stderr).toContain('half was redriven already, by half-redrive-1');
    const { exitCode, json } = await pipeline('follow', 'half-redrive-1');
    expect(exitCode).toBe(0);
    expect(Object.keys((json['result'] as { files: object }).files)).toHaveLength(4);
    expect(await paidSince(mark)).toEqual({ video: 2, image: 1, audio: 2 });
  });

  it('of a running one is refused with what to do first, and of a complete one because nothing is missing', async () => {
    const running = await pipeline('redrive', 'running');
    expect(running.exitCode).toBe(7);
    expect(running.stderr).toContain('batch-runner pipeline cancel running --wait');
    const complete = await pipeline('redrive', 'half-redrive-1');
    expect(complete.exitCode).toBe(7);
    expect(complete.stderr).toContain('nothing to redo');
  });
});

describe('orphans', () => {
  it('tells the task that a terminated pipeline left, and not those of pipelines that go on', async () => {
    await start('terminated', ...ENDLESS_INGEST);
    const { remoteId } = await ingestWait('terminated', 'remote');
    await stack().client.workflow.getHandle('terminated').terminate();
    const { exitCode, json } = await runBatchRunner(stack(), ['orphans']);
    expect(exitCode).toBe(0);
    const found = json['orphans'] as { taskId: string; workflowId: string }[];
    expect(found.find(({ taskId }) => taskId === remoteId)).toMatchObject({ workflowId: 'terminated' });
    expect(found.map(({ workflowId }) => workflowId)).not.toContain('running');
  });
});

describe('pipeline list', () => {
  it('has the newest first, tells when there are more, and can leave out those that ended', async () => {
    await start('newest', ...ENDLESS_INGEST);
    const rows = async (...args: string[]): Promise<{ workflowId: string; state: string }[]> =>
      (await pipeline('list', ...args)).json['pipelines'] as { workflowId: string; state: string }[];
    await until(
      'the list to have the newest',
      async () => (await rows('--limit', '1'))[0]?.workflowId === 'newest',
    );
    expect((await pipeline('list', '--limit', '1')).json['more']).toBe(true);
    const running = await rows('--running');
    expect(running).toContainEqual(expect.objectContaining({ workflowId: 'newest', state: 'running' }));
    expect(running.map(({ state }) => state)).not.toContain('succeeded');
    const text = (await read('list')).stdout;
    expect(text).toMatch(/^succeeded .*followed$/m);
  });
});

describe('doctor', () => {
  const doctor = (args: string[] = [], env: Record<string, string> = {}): Promise<JsonAnswer> =>
    runBatchRunner(stack(), ['doctor', ...args], env);
  const statuses = ({ json }: JsonAnswer): Record<string, string> =>
    Object.fromEntries(
      (json['checks'] as { name: string; status: string }[]).map(({ name, status }) => [name, status]),
    );

  it('finds nothing wrong with a stack that is right, a store that is not made yet included', async () => {
    const answer = await doctor([], { STORE_DIR: `${stack().dataDir}/new/store` });
    expect(answer.exitCode, answer.stderr).toBe(0);
    // Nobody delivers callbacks in this stack, which has no catalog.
    const { 'worker role callbacks': callbacks, ...others } = statuses(answer);
    expect(callbacks).toBe('warn');
    expect(new Set(Object.values(others))).toEqual(new Set(['ok']));
    expect(others).toHaveProperty(['worker role check']);
  });

  it('names a key that is refused, and what nobody works on', async () => {
    const answer = await doctor([], { ITTYBIT_API_KEY: 'a-wrong-key', TASK_QUEUE: 'nobody-works-here' });
    expect(answer.exitCode).toBe(1);
    expect(statuses(answer)).toMatchObject({
      temporal: 'ok',
      'worker role workflows': 'fail',
      'key of account default': 'fail',
    });
    expect(JSON.stringify(answer.json)).not.toContain('a-wrong-key');
  });

  it('ends with 5 while Temporal is away, and checks the rest', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const answer = await doctor([], { TEMPORAL_ADDRESS: address });
    expect(answer.exitCode).toBe(5);
    expect(statuses(answer)).toMatchObject({
      temporal: 'fail',
      'key of account default': 'ok',
      ffmpeg: 'ok',
    });
  });

  it('--probe-remote finds out what the service honours', async () => {
    const input = 'https://media.test/probe.mp4';
    const good = await doctor(['--probe-remote', input]);
    expect(good.exitCode, good.stdout).toBe(0);
    expect(statuses(good)).toMatchObject({ 'probe: key replay': 'ok', 'probe: metadata echo': 'ok' });
    await stack().admin.setFaults([{ fault: 'ignoreIdempotencyKeys' }, { fault: 'noMetadata' }]);
    const bad = await doctor(['--probe-remote', input]);
    expect(bad.exitCode).toBe(1);
    expect(statuses(bad)).toMatchObject({ 'probe: key replay': 'fail', 'probe: metadata echo': 'fail' });
  });
});

describe('without a worker', () => {
  it('status and why say that nobody polls, and of which queue', async () => {
    const env = { TASK_QUEUE: 'nobody-works-here' };
    const run = await runBatchRunner(stack(), ['pipeline', ...runArguments('unattended')], env);
    expect(run.exitCode, run.stderr).toBe(0);
    const status = await read('status', 'unattended');
    expect(status.exitCode).toBe(3);
    expect(status.stdout).toContain('Waiting for a workflow worker on queue nobody-works-here: none polled');
    expect((await read('why', 'unattended')).stdout).toContain('Start a worker with the role "workflows"');
  });

  it('that was there until now, they say that the workflow does not answer, and what is pending', async () => {
    await stack().worker?.stop();
    const { exitCode, stdout } = await read('status', 'running');
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`though a workflow worker polled queue ${QUEUE} at`);
    expect(stdout).toMatch(/ingest +running +job_/);
  });
});
