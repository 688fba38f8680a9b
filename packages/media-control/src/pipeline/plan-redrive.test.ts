import { STAGES, type MediaPipelineInput, type StageStatus } from '@org/media-contracts';
import { MediaPipelineInputSchema } from '@org/media-contracts/schemas';
import { describe, expect, it } from 'vitest';
import { operationOf, setback, stageOf, statusOf, succeeded, success } from '../testing/samples.js';
import { planRedrive, redriveId } from './plan-redrive.js';

const input: MediaPipelineInput = {
  source: 'https://in.test/video.mp4',
  stages: { audio: { options: { format: 'mp3' } } },
  metadata: { customer: '7' },
};
const of = { workflowId: 'w', runId: 'r' };
const all = {
  ingest: succeeded('ingest'),
  thumbnails: succeeded('thumbnails'),
  audio: succeeded('audio'),
  transcode: succeeded('transcode'),
};

describe('planRedrive', () => {
  it('has nothing to redo when every stage succeeded', () => {
    expect(planRedrive(input, statusOf(all), of)).toBeUndefined();
  });
  it('has nothing to redo when what did not succeed was switched off', () => {
    expect(
      planRedrive(input, statusOf({ ...all, audio: stageOf({ state: 'disabled' }) }), of),
    ).toBeUndefined();
  });

  it('keeps the input, names what it redoes, and carries the lineage on', () => {
    const status = statusOf(
      { ...all, audio: stageOf({ state: 'failed' }) },
      { lineage: { workflowId: 'root', runId: 'first' } },
    );
    const plan = planRedrive(input, status, { workflowId: 'root-redrive-1', runId: 'second' });
    expect(plan?.workflowId).toBe('root-redrive-2');
    expect(plan?.input).toMatchObject(input);
    expect(plan?.input.redrive?.lineage).toEqual({ workflowId: 'root', runId: 'first' });
    expect(plan?.input.redrive?.of).toEqual({ workflowId: 'root-redrive-1', runId: 'second' });
    expect(plan?.kept).toEqual(['ingest', 'thumbnails', 'transcode']);
    expect(plan?.redone).toEqual(['audio']);
  });

  it('replaces what the redriven run had itself inherited', () => {
    const before = planRedrive(input, statusOf({ ...all, audio: stageOf({ state: 'failed' }) }), of);
    const status = statusOf({
      ...all,
      audio: stageOf({ state: 'failed', operation: operationOf('audio', 4) }),
    });
    const plan = planRedrive(before?.input ?? input, status, { workflowId: 'w-redrive-1', runId: 'r2' });
    expect(plan?.input.redrive?.stages.audio?.operation.generation).toBe(4);
    expect(plan?.input.redrive?.of.runId).toBe('r2');
  });

  const running = { operation: operationOf('audio', 2), remoteId: 'task_running' };
  const ended = { operation: operationOf('audio'), remoteId: 'task_audio', outcome: setback('audio') };
  const cases: [what: string, stage: StageStatus, inherited: unknown][] = [
    ['never began', stageOf(), undefined],
    ['never began, but inherited an operation', stageOf({ ...running }), running],
    ['was running, its remote id known', stageOf({ state: 'running', ...running }), running],
    [
      'was running, its remote id unknown',
      stageOf({ state: 'running', operation: running.operation }),
      { operation: running.operation },
    ],
    ['waited for quota', stageOf({ state: 'waitingForQuota', ...running, until: 5 }), running],
    ['was parked', stageOf({ state: 'parked', ...running, waitingFor: 'the account' }), running],
    ['was backing off', stageOf({ state: 'backingOff', ...ended }), ended],
    [
      'failed at the service',
      stageOf({ state: 'failed', ...ended, error: { type: 'RemoteFailed', message: 'x' } }),
      ended,
    ],
    [
      'failed before it had a remote task',
      stageOf({ state: 'failed', operation: ended.operation }),
      { operation: ended.operation },
    ],
    ['timed out', stageOf({ state: 'timedOut', ...running }), running],
    [
      'was cancelled and left a task',
      stageOf({
        state: 'cancelled',
        ...running,
        leftRunning: { remoteId: 'task_running', state: 'running' },
      }),
      running,
    ],
    [
      'made an output that was found wrong',
      stageOf({
        state: 'failed',
        operation: ended.operation,
        remoteId: 'task_audio',
        outcome: success('audio'),
        outputInvalid: true,
      }),
      { operation: ended.operation, remoteId: 'task_audio', outcome: success('audio'), outputInvalid: true },
    ],
    [
      'counts as succeeded with a wrong output',
      { ...succeeded('audio'), outputInvalid: true },
      { operation: ended.operation, remoteId: 'task_audio', outcome: success('audio'), outputInvalid: true },
    ],
  ];
  it.each(cases)('hands on exactly what is known of a stage that %s', (_what, stage, inherited) => {
    const plan = planRedrive(input, statusOf({ ...all, audio: stage }), of);
    expect(plan?.redone).toEqual(['audio']);
    expect(plan?.input.redrive?.stages.audio).toEqual(inherited);
  });
  it.each(cases)('is an input that a workflow accepts when a stage %s', (_what, stage) => {
    const plan = planRedrive(input, statusOf({ ...all, audio: stage }), of);
    expect(MediaPipelineInputSchema.safeParse(plan?.input).error?.issues ?? []).toEqual([]);
  });

  it('hands on every success, so that no stage is done again', () => {
    const plan = planRedrive(input, statusOf({ ...all, transcode: stageOf({ state: 'cancelled' }) }), of);
    for (const stage of ['ingest', 'thumbnails', 'audio'] as const) {
      expect(plan?.input.redrive?.stages[stage]).toEqual({
        operation: operationOf(stage),
        remoteId: `task_${stage}`,
        outcome: success(stage),
      });
    }
  });
  it('redoes everything when nothing had begun', () => {
    expect(planRedrive(input, statusOf(), of)?.redone).toEqual(STAGES);
  });
  it('follows from the closed run alone, so that two redrives at once are the same', () => {
    const status = statusOf({ ...all, audio: stageOf({ state: 'failed' }) });
    expect(planRedrive(input, status, of)).toEqual(planRedrive(input, status, of));
  });
});

describe('redriveId', () => {
  it.each([
    ['video', 'video', 'video-redrive-1'],
    ['video', 'video-redrive-1', 'video-redrive-2'],
    ['video', 'video-redrive-9', 'video-redrive-10'],
    ['video-redrive-3', 'video-redrive-3', 'video-redrive-3-redrive-1'],
    ['video', 'video-redrive-mine', 'video-redrive-1'],
    ['a.b', 'aXb-redrive-4', 'a.b-redrive-1'],
  ])('of root %s and run %s is %s', (root, run, id) => {
    expect(redriveId(root, run)).toBe(id);
  });
});
