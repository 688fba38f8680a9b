import { describe, expect, it } from 'vitest';
import { outputsOf } from './outputs-of.ts';

describe('outputsOf', () => {
  it('finds the outputs of a pipeline that succeeded', () => {
    const stages = (['ingest', 'thumbnails', 'audio', 'transcode'] as const).map((stage, index) => {
      return { stage, state: 'succeeded', outputUrl: `u:${index + 1}` };
    });
    const { urls, reasons } = outputsOf({ id: 'pl_1', state: 'succeeded', stages });
    expect(urls).toEqual({ ingested: 'u:1', thumbnail: 'u:2', audio: 'u:3', transcoded: 'u:4' });
    expect(reasons).toEqual({});
  });

  it('keeps what a failed pipeline made and says why the rest is missing', () => {
    const { urls, reasons } = outputsOf({
      id: 'pl_1',
      state: 'failed',
      error: { type: 'PipelineFailed', message: 'two failed' },
      stages: [
        // An output that was found wrong is none.
        {
          stage: 'ingest',
          state: 'failed',
          outputUrl: 'u:1',
          error: { type: 'OutputInvalid', message: 'no picture' },
        },
        { stage: 'audio', state: 'succeeded', outputUrl: 'u:3' },
        { stage: 'transcode', state: 'pending' },
      ],
    });
    expect(urls).toEqual({ audio: 'u:3' });
    expect(reasons).toEqual({
      ingested: 'no picture',
      transcoded: 'never started, because what it needs had failed',
      thumbnail: 'two failed',
    });
  });
});
