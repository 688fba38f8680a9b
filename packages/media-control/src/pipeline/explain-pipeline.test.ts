import { describe, expect, it } from 'vitest';
import {
  activityOf,
  NOON,
  operationOf,
  readingOf,
  stageOf,
  statusOf,
  succeeded,
} from '../testing/samples.js';
import { stepName } from '../testing/step-name.js';
import { pipelineReasons, type PipelineReason } from './explain-pipeline.js';
import type { PipelineEnding } from './pipeline-ending.js';
import type { PipelineReading } from './read-pipeline.js';

const explain = (
  reading: PipelineReading,
  ending: PipelineEnding | undefined,
  now: number,
): PipelineReason[] => pipelineReasons(reading, ending, { how: stepName, now });

const texts = (...of: Parameters<typeof explain>): Record<string, string[]> => {
  const bySubject: Record<string, string[]> = {};
  for (const { subject, text } of explain(...of)) (bySubject[subject] ??= []).push(text);
  return bySubject;
};

describe('pipelineReasons', () => {
  it('says for a running stage what it waits for, since when, and when it gives up', () => {
    const heartbeat = { remoteId: 'task_9', waitingFor: 'remote', progress: 40, throttledMs: 0 } as const;
    const ingest = stageOf({
      state: 'running',
      operation: operationOf('ingest'),
      activityId: 'a1',
      deadlineAt: NOON + 3_600_000,
    });
    const found = texts(
      readingOf(statusOf({ ingest }), [activityOf({ heartbeat })]),
      undefined,
      NOON + 65_000,
    );
    expect(found['ingest']).toEqual([
      'waits for remote task task_9 at 40 %. Goes on by itself when it ends. Since 2026-01-01 12:00:00Z (1 min 5 s). Gives up at 2026-01-01 13:00:00Z.',
    ]);
    expect(found['audio']?.[0]).toContain('needs ingest first');
  });
  it('says of a stage that waits for a worker how its last attempt ended', () => {
    const lastFailure = { type: 'Transient', message: 'the key 2026-11 is missing.' };
    const found = texts(
      readingOf(statusOf({ ingest: stageOf({ state: 'running', activityId: 'a1' }) }), [
        activityOf({ state: 'scheduled', attempt: 2, nextAttemptAt: NOON - 1, lastFailure }),
      ]),
      undefined,
      NOON,
    );
    expect(found['ingest']?.[0]).toContain(
      'to take ingest again, since the last attempt ended with: the key 2026-11 is missing. Goes on by itself',
    );
  });
  it('says which person has to do what when the account is refused', () => {
    const parked = { reason: 'the key was refused (401).', since: NOON, nextProbeAt: NOON + 60_000 };
    const deadlineAt = NOON + 3_600_000;
    const status = statusOf(
      { ingest: stageOf({ state: 'parked', deadlineAt }) },
      { parked, phase: 'parked' },
    );
    const [text] = texts(readingOf(status), undefined, NOON)['ingest'] ?? [];
    expect(text).toContain('a person: the key was refused (401). Asks');
    expect(text).toContain('The deadline moves on meanwhile.');
    expect(text).not.toContain('Gives up');
    expect(text).toContain('12:01:00Z');
    expect(text).toContain('at once after: <resumePipeline w>');
  });
  it('does not name the remote task twice, nor end a sentence twice', () => {
    const error = { type: 'RemoteFailed', message: 'task_i: not found (404).' };
    const reading = readingOf(statusOf({ ingest: stageOf({ state: 'failed', remoteId: 'task_i', error }) }));
    const ending = { state: 'failed', failure: { type: 'PipelineFailed', message: 'no' } } as const;
    expect(texts(reading, ending, NOON)['ingest']).toEqual([
      'failed: RemoteFailed: task_i: not found (404).',
    ]);
  });
  it('tells of a failed stage while its siblings still run', () => {
    const audio = stageOf({ state: 'failed', error: { type: 'BadInput', message: 'no sound' } });
    expect(texts(readingOf(statusOf({ audio })), undefined, NOON)['audio']?.[0]).toContain(
      'BadInput: no sound',
    );
  });
  it('says who did not answer, and still shows what is pending', () => {
    const reading = readingOf(undefined, [activityOf()], {
      silence: 'Waiting for a workflow worker on queue q',
    });
    const found = texts(reading, undefined, NOON);
    expect(found['pipeline']).toEqual(['Waiting for a workflow worker on queue q']);
    expect(found['ingest']?.[0]).toContain('asks the remote service');
  });
  it('never says nothing', () => {
    const status = statusOf({
      ingest: succeeded('ingest'),
      thumbnails: succeeded('thumbnails'),
      audio: succeeded('audio'),
      transcode: succeeded('transcode'),
    });
    expect(explain(readingOf(status), undefined, NOON)).toHaveLength(1);
  });

  describe('of a closed pipeline', () => {
    const stages = {
      ingest: succeeded('ingest'),
      thumbnails: stageOf({ state: 'running', remoteId: 'task_t' }),
      audio: stageOf({ state: 'cancelled', leftRunning: { remoteId: 'task_a', state: 'running' } }),
    };
    const reading = readingOf(statusOf(stages), [], { state: 'terminated', closedAt: NOON });
    const ending = { state: 'terminated', failure: { type: 'Terminated', message: 'by hand' } } as const;

    it('says how and when it ended, what was kept, what was left, and what to run next', () => {
      const found = texts(reading, ending, NOON);
      expect(found['pipeline']).toEqual([
        'terminated at 2026-01-01 12:00:00Z: by hand',
        'run only what is missing: <redrivePipeline w>',
      ]);
      expect(found['ingest']).toEqual(['kept: https://out.test/ingest']);
      expect(found['thumbnails']?.[0]).toContain(
        'was running when the pipeline ended as terminated (remote task task_t)',
      );
      expect(found['audio']?.[0]).toContain('task_a was left running');
      expect(found['transcode']).toEqual(['never began.']);
    });
    it('has nothing to run next after a success', () => {
      const found = texts(readingOf(statusOf(), [], { state: 'succeeded' }), { state: 'succeeded' }, NOON);
      expect(found['pipeline']).toEqual(['succeeded']);
    });
  });
});
