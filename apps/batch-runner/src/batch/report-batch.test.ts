import { PassThrough } from 'node:stream';
import type { BatchEnding, BatchReading } from '@org/media-control';
import { batchReadingOf, batchResultOf, batchStatusOf, NOON } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../exit-codes.js';
import { createOutput } from '../output.js';
import { reportBatchEnd } from './report-batch.js';

function reported(
  ending: BatchEnding,
  { json = false, ...change }: Partial<BatchReading> & { json?: boolean } = {},
): { code: number; out: string } {
  const stream = (): PassThrough & { text: string } => {
    const through = Object.assign(new PassThrough(), { isTTY: false, columns: 80, text: '' });
    through.on('data', (chunk: Buffer) => (through.text += chunk.toString()));
    return through;
  };
  const stdout = stream();
  const output = createOutput({
    json,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stream() as unknown as NodeJS.WriteStream,
  });
  const reading = batchReadingOf({ state: 'succeeded', closedAt: NOON, ...change });
  return { code: reportBatchEnd(output, reading, ending), out: stdout.text };
}

describe('reportBatchEnd', () => {
  it('shows counts, manifest and what to run next', () => {
    const { code, out } = reported({ state: 'completed', result: batchResultOf({ spend: 1.234 }) });
    expect(code).toBe(EXIT.partial);
    expect(out).toContain('completed  films  ended 2026-01-01 12:00:00Z');
    expect(out).toContain('succeeded 90  failed 4');
    expect(out).toContain('spend 1.23 (estimated)');
    expect(out).toContain('store:batches/films/r1/manifest.json');
    expect(out).toContain('batch-runner redrive films');
  });
  it('leads to a redrive also when there is no manifest', () => {
    const failure = { type: 'Terminated', message: 'by an operator' };
    const { code, out } = reported({ state: 'terminated', failure }, { status: batchStatusOf() });
    expect(code).toBe(EXIT.failed);
    expect(out).toContain('It wrote no manifest. Do what is missing: batch-runner redrive films');
  });
  it('does not offer a redrive when nothing was ever read', () => {
    const { list: _, ...status } = batchStatusOf();
    const failure = { type: 'Cancelled', message: 'cancelled' };
    const { out } = reported({ state: 'cancelled', failure }, { status });
    expect(out).toContain('batch-runner run <list>');
    expect(out).not.toContain('redrive');
  });
  it('is one JSON object for a script', () => {
    const { out } = reported({ state: 'completed', result: batchResultOf() }, { json: true });
    expect(JSON.parse(out)).toMatchObject({
      workflowId: 'films',
      runId: 'r2',
      firstRunId: 'r1',
      state: 'completed',
      result: { counts: { failed: 4 } },
    });
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });
});
