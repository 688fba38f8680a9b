import { describe, expect, it } from 'vitest';
import { outputsOf } from './outputs-of.ts';

describe('outputsOf', () => {
  it('finds the outputs of a pipeline that succeeded', () => {
    const file = (url: string) => ({ url, kind: 'video', inspected: true }) as const;
    const files = {
      ingest: file('u:1'),
      thumbnails: file('u:2'),
      audio: file('u:3'),
      transcode: file('u:4'),
    };
    const { urls, reasons } = outputsOf({
      workflowId: 'w',
      runId: 'r',
      state: 'succeeded',
      result: { files },
    });
    expect(urls).toEqual({ ingested: 'u:1', thumbnail: 'u:2', audio: 'u:3', transcoded: 'u:4' });
    expect(reasons).toEqual({});
  });

  it('keeps what a failed pipeline made and says why the rest is missing', () => {
    const details = {
      succeeded: [{ stage: 'audio', outputUrl: 'u:3' }],
      failed: [{ stage: 'ingest', type: 'OutputInvalid', message: 'no picture' }],
      notStarted: ['transcode'],
    };
    const { urls, reasons } = outputsOf({
      workflowId: 'w',
      runId: 'r',
      state: 'failed',
      failure: { type: 'PipelineFailed', message: 'two failed', details },
    });
    expect(urls).toEqual({ audio: 'u:3' });
    expect(reasons).toEqual({
      ingested: 'no picture',
      transcoded: 'never started, because what it needs had failed',
      thumbnail: 'two failed',
    });
  });
});
