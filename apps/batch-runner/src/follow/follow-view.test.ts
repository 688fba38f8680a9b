import { PassThrough } from 'node:stream';
import type { PipelineReading } from '@org/media-control';
import { describe, expect, it } from 'vitest';
import { createOutput } from '../output.js';
import { ingestReading as at, silentReading } from '../testing/samples.js';
import { createFollowView } from './follow-view.js';

function stream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  const through = new PassThrough();
  let text = '';
  through.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    stream: Object.assign(through, { isTTY, columns: 60 }) as unknown as NodeJS.WriteStream,
    text: () => text,
  };
}

function show(isTTY: boolean, ...readings: PipelineReading[]): { out: string; err: string } {
  const out = stream(false);
  const err = stream(isTTY);
  const view = createFollowView(createOutput({ json: false, stdout: out.stream, stderr: err.stream }));
  for (const reading of readings) view.show(reading);
  return { out: out.text(), err: err.text() };
}

describe('createFollowView', () => {
  it('writes a line for each change where nothing can be rewritten, and nothing to stdout', () => {
    const { out, err } = show(false, at(10), at(13), at(21));
    expect(out).toBe('');
    const progress = [...err.matchAll(/Z ingest .* (\d+) %/g)].map(([, percent]) => percent);
    expect(progress).toEqual(['10', '20']);
  });
  it('rewrites one block on a terminal', () => {
    const { err } = show(true, at(10), at(20));
    expect(err).toContain('\u001b[4A\u001b[J');
    expect(err.split('\u001b[4A')).toHaveLength(2);
  });
  it('cuts a long line, which would take two rows and break the next rewrite', () => {
    const { err } = show(true, at(10, `task_${'9'.repeat(200)}`));
    expect(Math.max(...err.split('\n').map((line) => line.length))).toBeLessThan(60);
  });
  it('tells that nobody answers', () => {
    expect(show(false, silentReading('Waiting for a workflow worker')).err).toContain(
      'Waiting for a workflow worker',
    );
  });
});
