import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type ReplayResult } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it, onTestFinished } from 'vitest';

const HISTORIES = fileURLToPath(new URL('../histories/', import.meta.url));
const ENTRY = fileURLToPath(new URL('../dist/index.js', import.meta.url));
/** Files of the package that hold workflow code. */
const PIPELINE = 'index.js';
const BATCH = 'batch/batch-fan-out.js';
const CALLBACK = 'callback/deliver-callback.js';

/** The file whose code a history was made by. */
function fileOf(workflowId: string): string {
  if (workflowId.startsWith('batch-')) return BATCH;
  return workflowId.startsWith('callback-') ? CALLBACK : PIPELINE;
}

Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

describe('the recorded histories', () => {
  it('hold every kind of end', () => {
    const names = recorded().map(({ workflowId }) => workflowId);
    const pipelines = ['plain', 'failed-stage', 'parked', 'cancelled', 'reset', 'redrive'];
    const batches = [
      'hand-over',
      'carried',
      'cancelled',
      'parked',
      'paused',
      'stopped',
      'reset',
      'pipelines',
    ];
    const callbacks = ['retried', 'dead', 'cancelled'];
    expect(names).toEqual(
      expect.arrayContaining([
        ...pipelines,
        ...batches.map((name) => `batch-${name}`),
        ...callbacks.map((name) => `callback-${name}`),
      ]),
    );
  });

  it('show a batch that is handed over, and one that goes on with what was carried', () => {
    const textOf = (name: string): string =>
      recorded().find(({ workflowId }) => workflowId === name)?.text ?? '';
    expect(textOf('batch-hand-over')).toContain('EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
    expect(textOf('batch-carried')).toContain('"continuedExecutionRunId": "');
    expect(textOf('batch-reset')).toContain('a test of resets');
  });

  it('replay with the workflows as they are now', async () => {
    const results = await replay(ENTRY);
    expect(results).toHaveLength(recorded().length);
    expect(
      results.filter(({ error }) => error !== undefined),
      'A workflow under way would stop here. Put the change behind `patched`, or give the workflow a new name',
    ).toEqual([]);
  });

  it.each([
    [
      PIPELINE,
      'another order of activities',
      'run("thumbnails", input), run("audio", input)',
      'run("audio", input), run("thumbnails", input)',
    ],
    [PIPELINE, 'another activity id', '`g${generation}-', '`gen${generation}-'],
    [PIPELINE, 'another wait', 'await sleep(next.waitMs,', 'await sleep(1); await sleep(next.waitMs,'],
    [BATCH, 'another activity id', '`g${generation}-', '`gen${generation}-'],
    [
      BATCH,
      'another order of activities',
      '...beginItems(window, now),',
      '...writeShard(window, now), ...beginItems(window, now),',
    ],
    [BATCH, 'another moment to hand over', 'window.flushedHere >= enough', 'window.flushedHere > enough + 3'],
    [CALLBACK, 'another wait', 'if (waitMs > 0) await sleep(', 'await sleep(1); await sleep('],
    [
      CALLBACK,
      'another attempt after the last',
      'sent.state === "dead"',
      'sent.state === "dead" && attempt > 9',
    ],
    [
      CALLBACK,
      'a cancellation that nobody records',
      'if (!isRequestedCancellation(error)) throw error;',
      'throw error;',
    ],
  ])('of %s do not replay with %s', async (file, _what, before, after) => {
    const code = readFileSync(join(dirname(ENTRY), file), 'utf8');
    expect(code.split(before)).toHaveLength(2);
    const results = await replay(temporaryEntry(file, code.replace(before, after)));
    const failed = results.filter(({ error }) => error !== undefined);
    expect(failed).not.toEqual([]);
    for (const { error, workflowId } of failed) {
      expect(error).toBeInstanceOf(DeterminismViolationError);
      expect(fileOf(workflowId)).toBe(file);
    }
  });

  it('tell nothing of where they were recorded', () => {
    for (const { text } of recorded()) {
      expect(
        text.match(/"identity": "[^"]*"/g)?.filter((found) => !/"(recorder|history-service)?"$/.test(found)),
      ).toEqual([]);
      expect(text).not.toMatch(/stackTrace|node_modules|file:\/\//);
    }
  });
});

interface Recorded {
  /** Activity ids are made of it, so a history replays under its own only. It is the name of the file. */
  readonly workflowId: string;
  readonly text: string;
}

function recorded(): Recorded[] {
  return readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({
      workflowId: basename(name, '.json'),
      text: readFileSync(join(HISTORIES, name), 'utf8'),
    }));
}

async function replay(entry: string): Promise<ReplayResult[]> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: entry,
    logger: new DefaultLogger('ERROR'),
  });
  const histories = recorded().map(({ workflowId, text }) => ({
    workflowId,
    history: JSON.parse(text) as unknown,
  }));
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories({ workflowBundle }, histories)) results.push(result);
  return results;
}

/** The entry of a package with other code in one file, from where it finds the same packages. */
function temporaryEntry(file: string, code: string): string {
  const folder = mkdtempSync(join(dirname(ENTRY), '../node_modules/.replay-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  cpSync(dirname(ENTRY), folder, { recursive: true });
  writeFileSync(join(folder, file), code);
  return join(folder, basename(ENTRY));
}
