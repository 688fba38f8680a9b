import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBatchRunner, callBatchRunner, type CliAnswer, type JsonAnswer } from '@org/tests-harness';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { pipelineBody, start } from './support/requests.ts';

let own: ApiStack;
beforeAll(async () => {
  own = await startApiStack();
});
afterAll(() => own.stop());
afterEach(() => own.stack.admin.setFaults([]));

/** As somebody who has a key of the API, and nothing of Temporal. */
function settings(): Record<string, string> {
  return { MEDIA_API_KEY: own.key, TEMPORAL_ADDRESS: '127.0.0.1:1', STORE_DIR: '' };
}

function cli(...args: string[]): Promise<JsonAnswer> {
  return runBatchRunner(own.stack, ['--api', own.url, ...args], settings());
}

function said(...args: string[]): Promise<CliAnswer> {
  return callBatchRunner(own.stack, [...args, '--api', own.url], settings());
}

function listOf(name: string, count: number): string {
  const folder = join(own.stack.dataDir, 'lists-of-tests');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.csv`);
  const lines = Array.from(
    { length: count },
    (_, at) => `https://media.test/${name}-${at}.mp4,image,item-${at}`,
  );
  writeFileSync(path, `${['url,kind,id', ...lines].join('\n')}\n`);
  return path;
}

describe('batch-runner by way of the API', () => {
  it('runs a list of this machine to its end, shows its items, and does again what failed', async () => {
    await own.stack.admin.setFaults([
      { fault: 'failed', permanent: true, taskKind: 'image', inputIncludes: 'mixed-2.mp4' },
    ]);
    const list = listOf('mixed', 5);
    const run = ['run', list, '--id', 'mixed', '--concurrency', '2', '--generations', '1', '--follow'];
    const ended = await cli(...run);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 8, json: { state: 'completed' } });
    expect(ended.stderr).toMatch(/batch\.progress {2}succeeded \d/);
    const id = String(ended.json['workflowId']);
    const failed = await cli('items', id, '--state', 'failed');
    expect(failed.json).toMatchObject({ items: [{ index: 2, id: 'item-2', state: 'failed' }], more: false });
    const three = await said('items', id, '--limit', '3');
    expect(three.stdout.trim().split('\n')).toHaveLength(3);
    expect(three.stderr).toContain('Only 3 are shown');
    expect((await said('status', id)).exitCode).toBe(8);
    expect((await said('why', id)).stdout).toContain(id);
    expect((await said('why', id, '0')).stdout).toMatch(/item 0: .*(succeeded|failed|in flight|has)/);

    const verified = await cli('verify', id);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0, json: { ok: true, problems: [] } });

    // Sent again it is the same batch; nothing is started twice.
    const again = await cli(...run);
    expect(again.json['workflowId']).toBe(id);
    await own.stack.admin.setFaults([]);
    const redriven = await cli('redrive', id, '--follow');
    expect(redriven, redriven.stderr).toMatchObject({ exitCode: 0, json: { state: 'completed' } });
    const { creates, duplicates } = await own.stack.admin.ledger();
    expect({ creates, duplicates }).toEqual({ creates: 6, duplicates: [] });
    const batches = await cli('list');
    expect(batches.json['batches']).toMatchObject([{ redriveOf: id }, { id }]);
  });

  it('steers a batch while it runs', async () => {
    await own.stack.admin.setFaults([{ fault: 'waitingFirst', ms: 5_000 }]);
    const started = await cli(
      'run',
      listOf('steered', 12),
      '--concurrency',
      '1',
      '--price',
      'image=0.01/item',
    );
    const id = String(started.json['workflowId']);
    expect(started).toMatchObject({ exitCode: 0, json: { state: 'planning' } });
    expect((await said('status', id)).exitCode).toBe(3);
    expect((await cli('pause', id, '--reason', 'lunch')).json).toMatchObject({ phase: 'paused' });
    expect((await said('why', id)).stdout).toContain('lunch');
    expect((await cli('resume', id)).exitCode).toBe(0);
    expect((await said('set-concurrency', id, '3')).stdout).toContain('has 3 lanes from now on');
    expect((await said('set-spend-cap', id, '7')).stdout).toContain('may spend 7');
    const cancelled = await cli('cancel', id, '--now', '--follow');
    expect(cancelled, cancelled.stderr).toMatchObject({ exitCode: 0, json: { state: 'cancelled' } });
    expect(await cli('pause', id)).toMatchObject({ exitCode: 7, json: { error: { status: 409 } } });
  });

  it('runs a pipeline, and redoes one', async () => {
    // Simulated outputs are no media, which the pipeline finds out.
    const run = await cli('pipeline', 'run', 'https://media.test/by-hand.mp4', '--follow');
    expect(run, run.stderr).toMatchObject({ exitCode: 1, json: { state: 'failed' } });
    expect(run.stderr).toContain('stage.failed  ingest  the output is not media');

    await own.stack.admin.setFaults([
      { fault: 'failed', permanent: true, taskKind: 'audio', inputIncludes: '' },
    ]);
    const id = await start(own.client, pipelineBody());
    expect((await said('pipeline', 'follow', id)).exitCode).toBe(1);
    expect((await said('pipeline', 'status', id)).stdout).toMatch(/audio +failed/);
    expect((await said('pipeline', 'why', id)).stdout).toContain('audio');
    await own.stack.admin.setFaults([]);
    const redriven = await cli('pipeline', 'redrive', id, '--follow');
    expect(redriven, redriven.stderr).toMatchObject({
      exitCode: 0,
      json: { state: 'succeeded', redriveOf: id },
    });
    expect((await cli('pipeline', 'list', '--limit', '1')).json).toMatchObject({ more: true });
  });

  it('says what is wrong and what to do', async () => {
    expect((await cli('status', 'bt_nothing')).exitCode).toBe(4);
    const noKey = await callBatchRunner(own.stack, ['--api', own.url, 'list'], { MEDIA_API_KEY: '' });
    expect(noKey).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('set MEDIA_API_KEY') as string,
    });
    const wrongKey = await callBatchRunner(own.stack, ['--api', own.url, 'list'], {
      MEDIA_API_KEY: 'mk_wrong',
    });
    expect(wrongKey).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('MEDIA_API_KEY') as string,
    });
    expect(wrongKey.stderr).not.toContain('mk_wrong');
    const away = await callBatchRunner(own.stack, ['--api', 'http://127.0.0.1:9', 'pause', 'x'], settings());
    expect(away).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('could not be reached') as string,
    });
    expect((await said('run', '/nowhere/list.csv')).exitCode).toBe(2);
    expect((await said('run', 'store:lists/a.csv')).stderr).toContain('knows no keys of the store');
    const direct = await said('orphans', '--json');
    expect(direct).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('leave --api') as string });
  });
});
