import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type ReplayResult } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it, onTestFinished } from 'vitest';

const HISTORIES = fileURLToPath(new URL('../histories/', import.meta.url));
const ENTRY = fileURLToPath(new URL('../dist/index.js', import.meta.url));

Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

describe('the recorded histories', () => {
  it('hold every kind of end', () => {
    expect(recorded().map(({ workflowId }) => workflowId)).toEqual(
      expect.arrayContaining(['plain', 'failed-stage', 'parked', 'cancelled', 'reset', 'redrive']),
    );
  });

  it('replay with the workflows as they are now', async () => {
    const results = await replay(ENTRY);
    expect(results).toHaveLength(recorded().length);
    expect(
      results.filter(({ error }) => error !== undefined),
      'A pipeline under way would stop here. Put the change behind `patched`, or give the workflow a new name',
    ).toEqual([]);
  });

  it.each([
    [
      'another order of activities',
      'run("thumbnails", input), run("audio", input)',
      'run("audio", input), run("thumbnails", input)',
    ],
    ['another activity id', '`g${generation}-', '`gen${generation}-'],
    ['another wait', 'backoffCoefficient ** spent', 'backoffCoefficient ** spent + 1; await sleep(1)'],
  ])('do not replay with %s', async (_what, before, after) => {
    const code = readFileSync(ENTRY, 'utf8');
    expect(code.split(before)).toHaveLength(2);
    const results = await replay(temporaryEntry(code.replace(before, after)));
    const errors = results.flatMap(({ error }) => (error ? [error] : []));
    expect(errors).not.toEqual([]);
    for (const error of errors) expect(error).toBeInstanceOf(DeterminismViolationError);
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

/** A variant of the entry, with the other files of the package beside it, from where it finds the same packages. */
function temporaryEntry(code: string): string {
  const folder = mkdtempSync(join(dirname(ENTRY), '../node_modules/.replay-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  cpSync(dirname(ENTRY), folder, { recursive: true });
  const entry = join(folder, basename(ENTRY));
  writeFileSync(entry, code);
  return entry;
}
