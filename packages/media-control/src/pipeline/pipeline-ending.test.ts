import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { pipelineEndingOf } from './pipeline-ending.js';

describe('pipelineEndingOf', () => {
  const details = {
    succeeded: [],
    failed: [{ stage: 'audio', type: 'BadInput', message: 'no sound' }],
    notStarted: ['transcode'],
  };

  it('reads what the pipeline told of its failure', () => {
    const cause = ApplicationFailure.create({
      type: 'PipelineFailed',
      message: 'audio failed',
      details: [details],
    });
    expect(pipelineEndingOf(cause)).toEqual({
      state: 'failed',
      failure: { type: 'PipelineFailed', message: 'audio failed', details },
    });
  });
  it('keeps a failure whose details it cannot read', () => {
    const cause = ApplicationFailure.create({ type: 'Other', message: 'odd', details: ['x'] });
    expect(pipelineEndingOf(cause)).toEqual({ state: 'failed', failure: { type: 'Other', message: 'odd' } });
  });
  it.each([
    [new CancelledFailure('gone'), 'cancelled'],
    [new TerminatedFailure('gone'), 'terminated'],
    [new TimeoutFailure('gone', undefined, 'START_TO_CLOSE'), 'timedOut'],
    [new Error('gone'), 'failed'],
  ])('tells the other ends apart', (cause, state) => {
    expect(pipelineEndingOf(cause)).toMatchObject({ state, failure: { message: 'gone' } });
  });
  it('says so when no reason was recorded', () => {
    expect(pipelineEndingOf(undefined).failure?.message).toBe('no reason was recorded');
  });
});
