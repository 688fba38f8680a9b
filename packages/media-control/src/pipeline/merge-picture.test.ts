import { FAILURE_TYPES, type StageStatus } from '@org/media-contracts';
import { describe, expect, it } from 'vitest';
import type { PendingActivity } from '../temporal/pending-activity.js';
import { activityOf, NOON, operationOf, setback, stageOf, statusOf, succeeded } from '../testing/samples.js';
import { mergePicture } from './merge-picture.js';

const running: Partial<StageStatus> = {
  state: 'running',
  operation: operationOf('ingest'),
  activityId: 'a1',
};

function ingest(
  own: Partial<StageStatus>,
  ...pending: PendingActivity[]
): ReturnType<typeof mergePicture>['stages']['ingest'] {
  return mergePicture(statusOf({ ingest: stageOf(own) }), pending, NOON).stages.ingest;
}

describe('mergePicture', () => {
  it('adds the remote id and progress that only the heartbeat knows', () => {
    const heartbeat = {
      remoteId: 'task_9',
      waitingFor: 'remote',
      progress: 40,
      remoteStatus: 'processing',
      throttledMs: 0,
    } as const;
    const stage = ingest(running, activityOf({ heartbeat }));
    expect(stage).toMatchObject({
      state: 'running',
      remoteId: 'task_9',
      progress: 40,
      remoteStatus: 'processing',
    });
    expect(stage.wait).toMatchObject({ for: 'remote', remoteId: 'task_9', progress: 40, since: NOON });
  });
  it('prefers the id of a heartbeat to an older one of the workflow', () => {
    const heartbeat = { remoteId: 'new', waitingFor: 'remote', throttledMs: 0 } as const;
    expect(ingest({ ...running, remoteId: 'old' }, activityOf({ heartbeat })).remoteId).toBe('new');
  });
  it('keeps the id of the workflow while the heartbeat has none', () => {
    expect(ingest({ ...running, remoteId: 'old' }, activityOf()).remoteId).toBe('old');
  });
  it('matches by activity id, never by name, once the workflow has told its id', () => {
    const picture = mergePicture(
      statusOf({ ingest: stageOf(running) }),
      [activityOf({ activityId: 'older' })],
      NOON,
    );
    expect(picture.stages.ingest.activity).toBeUndefined();
    expect(picture.others.map(({ activityId }) => activityId)).toEqual(['older']);
  });
  it('lists activities of no stage apart', () => {
    const probe = activityOf({ activityId: '7', type: 'probeAccount' });
    expect(mergePicture(statusOf(), [probe], NOON).others).toEqual([probe]);
  });
  it('keeps what the workflow knows of the pipeline as a whole', () => {
    const parked = { reason: 'key refused', since: NOON, nextProbeAt: NOON + 1 };
    expect(mergePicture(statusOf({}, { phase: 'parked', parked }), [], NOON)).toMatchObject({
      phase: 'parked',
      parked,
      account: 'default',
    });
  });

  describe('without an answer of the workflow', () => {
    it('shows what is pending, by the names of the activities', () => {
      const pending = [activityOf({ activityId: 'x', type: 'extractAudio', scheduledAt: NOON - 5 })];
      const { stages, phase } = mergePicture(undefined, pending, NOON);
      expect(phase).toBeUndefined();
      expect(stages.audio).toMatchObject({ state: 'running', since: NOON - 5, wait: { for: 'request' } });
    });
    it('does not guess about the other stages', () => {
      const { stages } = mergePicture(undefined, [], NOON);
      expect(Object.values(stages)).toEqual(Array(4).fill({ state: 'unknown' }));
    });
  });

  describe('says what a stage waits for', () => {
    const wait = (own: Partial<StageStatus>, ...pending: PendingActivity[]): unknown =>
      ingest(own, ...pending).wait;

    it('a free slot, when nobody has taken the activity', () => {
      expect(wait(running, activityOf({ state: 'scheduled', scheduledAt: NOON - 9 }))).toEqual({
        for: 'slot',
        activity: 'ingest',
        since: NOON - 9,
      });
    });
    it('a free slot, when the time of a retry is over', () => {
      expect(wait(running, activityOf({ state: 'scheduled', nextAttemptAt: NOON - 1 }))).toMatchObject({
        for: 'slot',
        since: NOON - 1,
      });
    });
    it('a retry, with its time and its reason, whatever an old heartbeat says', () => {
      const heartbeat = { waitingFor: 'remote', throttledMs: 0, remoteId: 'task_9' } as const;
      const lastFailure = { type: FAILURE_TYPES.transient, message: '503' };
      const activity = activityOf({
        state: 'scheduled',
        attempt: 3,
        nextAttemptAt: NOON + 8_000,
        lastFailure,
        heartbeat,
      });
      expect(wait(running, activity)).toEqual({ for: 'retry', attempt: 3, at: NOON + 8_000, because: '503' });
      expect(ingest(running, activity).remoteId).toBe('task_9');
    });
    it('quota, when the last attempt was throttled', () => {
      const lastFailure = { type: FAILURE_TYPES.throttled, message: '429' };
      expect(wait(running, activityOf({ state: 'scheduled', nextAttemptAt: NOON + 5, lastFailure }))).toEqual(
        { for: 'quota', until: NOON + 5 },
      );
    });
    it('quota, when the attempt stands at the gate', () => {
      const heartbeat = { waitingFor: 'quota', until: NOON + 7, throttledMs: 0 } as const;
      expect(wait(running, activityOf({ heartbeat }))).toMatchObject({ for: 'quota', until: NOON + 7 });
    });
    it('another try inside the attempt', () => {
      const heartbeat = { waitingFor: 'retry', until: NOON + 7, throttledMs: 0 } as const;
      expect(wait(running, activityOf({ attempt: 2, heartbeat }))).toMatchObject({
        for: 'retry',
        attempt: 2,
        at: NOON + 7,
      });
    });
    it('the answer to the request, before the first heartbeat', () => {
      expect(wait(running, activityOf({ attempt: 2 }))).toEqual({ for: 'request', attempt: 2, since: NOON });
    });
    it('a task that the service denies', () => {
      const heartbeat = { waitingFor: 'remote', missingSince: NOON - 9, throttledMs: 0 } as const;
      expect(wait(running, activityOf({ heartbeat }))).toMatchObject({
        for: 'remote',
        missingSince: NOON - 9,
      });
    });
    it('its own cancellation', () => {
      expect(wait(running, activityOf({ state: 'cancelRequested' }))).toMatchObject({ for: 'cancellation' });
    });
    it('an operator who paused the activity', () => {
      expect(wait(running, activityOf({ state: 'paused' }))).toMatchObject({ for: 'person' });
    });
    it('the workflow, between two activities', () => {
      expect(wait(running)).toMatchObject({ for: 'workflow' });
    });
    it('quota, when the workflow itself waits for it', () => {
      expect(wait({ state: 'waitingForQuota', until: NOON + 3 })).toEqual({
        for: 'quota',
        until: NOON + 3,
        since: NOON,
      });
    });
    it('the next generation, with the reason the last one gave', () => {
      const own = {
        state: 'backingOff',
        operation: operationOf('ingest', 2),
        outcome: setback('ingest'),
        until: NOON + 5,
      } as const;
      expect(wait(own)).toEqual({
        for: 'generation',
        generation: 3,
        because: 'codec unknown',
        at: NOON + 5,
        since: NOON,
      });
    });
    it('a person, when the account is refused', () => {
      const parked = { reason: 'key refused', since: NOON - 5, nextProbeAt: NOON + 60 };
      const status = statusOf({ ingest: stageOf({ state: 'parked' }) }, { parked });
      expect(mergePicture(status, [], NOON).stages.ingest.wait).toEqual({ for: 'person', ...parked });
    });
    it.each(['disabled', 'succeeded', 'failed', 'timedOut', 'cancelled'] as const)(
      'nothing, when it is %s',
      (state) => {
        expect(wait({ state })).toBeUndefined();
      },
    );
    it('a state that a newer worker invented, by its name', () => {
      expect(wait({ state: 'dreaming' as never })).toMatchObject({
        for: 'workflow',
        what: expect.stringContaining('dreaming') as string,
      });
    });
  });

  describe('says which stages come first', () => {
    const waits = (stages: Parameters<typeof statusOf>[0]): unknown[] => {
      const merged = mergePicture(statusOf(stages), [], NOON).stages;
      return [merged.thumbnails.wait, merged.transcode.wait].map((one) =>
        one?.for === 'stages' ? one.what : one,
      );
    };
    it('ingest, for all of them', () => {
      expect(waits({})).toEqual(['ingest', 'ingest']);
    });
    it('whatever is still open, for the transcode', () => {
      const stages = { ingest: succeeded('ingest'), thumbnails: succeeded('thumbnails') };
      expect(mergePicture(statusOf(stages), [], NOON).stages.transcode.wait).toMatchObject({ what: 'audio' });
    });
    it('the word of the workflow, when it has one', () => {
      const stages = { transcode: stageOf({ waitingFor: 'the moon' }) };
      expect(mergePicture(statusOf(stages), [], NOON).stages.transcode.wait).toMatchObject({
        what: 'the moon',
      });
    });
  });
});
