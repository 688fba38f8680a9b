import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  callBatchRunner,
  rawDescription,
  rawHistory,
  runBatchRunner,
  startPipeline,
  type JsonAnswer,
} from '@org/tests-harness';
import { afterEach, describe, expect, it } from 'vitest';
import { A, KEY_A } from './support/keys.ts';
import { readyWorker, until, useStack } from './support/use-stack.ts';
import { withKeys } from './support/with-keys.ts';

// Long enough that something can be told to a batch while it runs.
const stack = useStack('codec-secrecy', ['--simulate', 'constant:1500']);
afterEach(() => stack().admin.setFaults([]));

const SIGNATURE = 'SECRETSIG0123456789';
const QUERY = `X-Amz-Credential=AKIA&X-Amz-Signature=${SIGNATURE}`;
const HOST = 'hidden-host.test';
/** As long as a summary may be, of letters of three bytes. */
const LONG_NAME = '映'.repeat(150);

interface Told {
  readonly where: string;
  readonly text: string;
}

function expectNone(words: readonly string[], told: readonly Told[]): void {
  for (const { where, text } of told) {
    expect(text, `${where} is empty`).not.toBe('');
    for (const word of words) expect(text.includes(word), `${where} has ${word}`).toBe(false);
  }
}

/** Asks for the description again and again while something runs: heartbeats and failures are in it only then. */
function watchDescription(workflowId: string): () => Promise<Told> {
  const texts: string[] = [];
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      texts.push(await rawDescription(stack().client, workflowId).catch(() => ''));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    stop.abort();
    await watching;
    return { where: `the description of ${workflowId}`, text: texts.join('') };
  };
}

/** The history of a workflow in which everything is encrypted but search attributes, which Temporal has to read. */
async function historyOf(workflowId: string): Promise<Told> {
  const { text, plain } = await rawHistory(stack().client, workflowId);
  expect(plain.filter((path) => !path.includes('searchAttributes'))).toEqual([]);
  return { where: `the history of ${workflowId}`, text };
}

function filesBelow(folder: string): Told[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((where) => ({ where, text: readFileSync(where, 'latin1') }))
    .filter(({ text }) => text !== '');
}

function runner(args: readonly string[]): Promise<JsonAnswer> {
  return runBatchRunner(stack(), args, { PAYLOAD_KEYS: A });
}

/** Tasks of one source fail for good, and the service answers badly a few times, so that errors are told as well. */
async function setTrouble(inputIncludes: string): Promise<void> {
  await stack().admin.setFaults([
    { fault: 'failed', permanent: true, taskKind: 'image', inputIncludes },
    { fault: 'serverError', route: 'create', count: 2 },
    { fault: 'html', route: 'create', count: 1 },
  ]);
}

describe('with payload keys', () => {
  it('a pipeline that fails leaves no source in what Temporal keeps, and no signature and no key in its log either', async () => {
    const worker = await readyWorker(stack(), { keys: A, env: { LOG_LEVEL: 'trace' } });
    await setTrouble('');
    const source = `https://${HOST}/films/${LONG_NAME}.mp4?${QUERY}`;
    const input = join(stack().dataDir, 'input.json');
    writeFileSync(input, JSON.stringify({ source, inspectOutputs: false, destination: `s3://${HOST}/out` }));
    const description = watchDescription('hidden');
    const run = await runner(['pipeline', 'run', '--input', input, '--id', 'hidden', '--follow']);
    expect(run).toMatchObject({ exitCode: 1, json: { state: 'failed' } });
    expect(JSON.stringify(run.json)).toContain('thumbnails');

    const history = await historyOf('hidden');
    expect(history.text).toContain('mediaPipeline');
    expectNone([HOST, '映', SIGNATURE, KEY_A], [history, await description()]);
    expectNone([SIGNATURE, KEY_A], [{ where: 'the log', text: readFileSync(worker.logFile, 'utf8') }]);

    const why = await callBatchRunner(stack(), ['pipeline', 'why', 'hidden'], { PAYLOAD_KEYS: A });
    expect(why.stdout).toContain('thumbnails');
    expectNone([SIGNATURE, KEY_A], [{ where: 'why', text: why.stdout + why.stderr }]);
  });

  it('a batch leaves no source in what Temporal keeps, and no signature and no key in its log and files either', async () => {
    const worker = await readyWorker(stack(), { keys: A, env: { LOG_LEVEL: 'trace' } });
    await setTrouble('/1.jpg');
    const list = join(stack().dataDir, 'list.jsonl');
    const items = [
      { url: `https://${HOST}/0.mp4?${QUERY}`, kind: 'video' },
      { url: `https://${HOST}/1.jpg?${QUERY}`, kind: 'image' },
      { url: `https://${HOST}/${LONG_NAME}.mp4?${QUERY}`, kind: 'video' },
      { url: `https://${HOST}/3.mp4?${QUERY}`, kind: 'pipeline', options: { inspectOutputs: false } },
      { url: `ftp://${HOST}/4.mp4?${QUERY}`, kind: 'video' },
    ];
    writeFileSync(list, items.map((item) => JSON.stringify(item)).join('\n'));
    const description = watchDescription('hidden-batch');
    expect(await runner(['run', list, '--id', 'hidden-batch'])).toMatchObject({ exitCode: 0 });
    // Updates, queries and their answers are encrypted as well, and have to be understood.
    expect(await runner(['set-concurrency', 'hidden-batch', '5'])).toMatchObject({ exitCode: 0 });
    const run = await runner(['follow', 'hidden-batch']);
    expect(run.json).toMatchObject({
      state: 'completed',
      result: { counts: { succeeded: 3, failed: 1, invalid: 1 } },
    });

    const pipelines: string[] = [];
    for await (const { workflowId } of withKeys(stack(), A).client.workflow.list({
      query: "WorkflowId STARTS_WITH 'hidden-batch'",
    })) {
      if (workflowId !== 'hidden-batch') pipelines.push(workflowId);
    }
    expect(pipelines.length).toBeGreaterThanOrEqual(1);
    const histories = await Promise.all(['hidden-batch', ...pipelines].map(historyOf));
    expectNone([HOST, '映', SIGNATURE, KEY_A], [...histories, await description()]);
    expectNone([SIGNATURE, KEY_A], [{ where: 'the log', text: readFileSync(worker.logFile, 'utf8') }]);
    const { manifest } = run.json['result'] as { manifest: { key: string } };
    // The list, the plan and the shards keep what the work needs: the manifest is what is handed out.
    const folder = dirname(join(stack().storeDir, 'objects', manifest.key));
    const files = filesBelow(stack().storeDir);
    const handedOut = files.filter(({ where }) => dirname(where) === folder);
    expect(handedOut.length).toBeGreaterThanOrEqual(4);
    expectNone([SIGNATURE], handedOut);
    expectNone([KEY_A], files);
    const why = await callBatchRunner(stack(), ['why', 'hidden-batch', '1'], { PAYLOAD_KEYS: A });
    expectNone([SIGNATURE, KEY_A], [{ where: 'why', text: why.stdout + why.stderr }]);
  });
});

describe('without payload keys', () => {
  it('the same search finds the source, so that it proves something', async () => {
    await readyWorker(stack(), {});
    const { workflowId } = await startPipeline(withKeys(stack(), undefined), {
      source: `https://${HOST}/a.mp4`,
    });
    await until(
      'its end',
      async () => (await stack().client.workflow.getHandle(workflowId).describe()).closeTime,
    );
    expect((await rawHistory(stack().client, workflowId)).text).toContain(HOST);
    expect(await rawDescription(stack().client, workflowId)).toContain('codec-secrecy');
  });
});
