import { describe, expect, it } from 'vitest';
import { plainDecoder, rawHistory, recordedHistory } from '../testing/recorded-history.js';
import { readEvent } from './read-event.js';

describe('readEvent', () => {
  it('reads what a pipeline was started with, and how it ended', async () => {
    const events = await recordedHistory('plain');
    expect(events[0]).toMatchObject({
      id: 1,
      type: 'started',
      workflowType: 'mediaPipeline',
      input: { source: 'https://media.test/in.mp4' },
      memo: undefined,
    });
    expect(events.at(-1)).toMatchObject({
      type: 'completed',
      output: { ingestedUrl: expect.any(String) as string },
    });
  });

  it('tells an end from a run that another one goes on with', async () => {
    const last = async (name: string) => (await recordedHistory(name)).at(-1);
    expect(await last('failed-stage')).toMatchObject({ type: 'failed', failure: { type: 'PipelineFailed' } });
    expect(await last('cancelled')).toMatchObject({ type: 'cancelled' });
    expect(await last('batch-hand-over')).toMatchObject({
      type: 'handedOver',
      newRunId: expect.any(String) as string,
    });
    expect(await terminatedBy('history-resetter')).toEqual({ id: 9, at: 1_000, type: 'handedOver' });
    expect(await terminatedBy('somebody')).toEqual({
      id: 9,
      at: 1_000,
      type: 'terminated',
      reason: 'enough',
    });
  });

  it('reads why an activity failed, and what its last heartbeat told before it timed out', async () => {
    const parked = await recordedHistory('parked');
    expect(parked).toContainEqual(
      expect.objectContaining({
        type: 'activityFailed',
        failure: expect.objectContaining({ type: 'AccountBlocked' }) as unknown,
      }),
    );
    const failed = await recordedHistory('failed-stage');
    expect(failed).toContainEqual(
      expect.objectContaining({
        type: 'activityTimedOut',
        failure: expect.objectContaining({ type: 'TimedOut' }) as unknown,
      }),
    );
  });

  it('leaves out what says nothing to the catalog, and kinds that it does not know', async () => {
    const scheduled = rawHistory('plain').filter((raw) => raw.workflowTaskScheduledEventAttributes);
    expect(await Promise.all(scheduled.map((raw) => readEvent(raw, plainDecoder)))).toEqual(
      scheduled.map(() => undefined),
    );
    expect(await readEvent({ eventId: 1 as never, eventType: 999 as never }, plainDecoder)).toBeUndefined();
  });

  it('lets no query of a URL through', async () => {
    const source = 'https://media.test/in.mp4?X-Signature=secret';
    const message = `could not read ${source}, and gave up`;
    const event = await readEvent(
      {
        eventId: 5 as never,
        activityTaskFailedEventAttributes: {
          failure: { message, applicationFailureInfo: { type: 'Transient', details: payloads({ source }) } },
        },
      },
      plainDecoder,
    );
    expect(event).toMatchObject({
      failure: {
        message: 'could not read https://media.test/in.mp4?[redacted], and gave up',
        details: { source: 'https://media.test/in.mp4' },
      },
    });
  });

  it('rejects what it cannot decode, since it must not be passed over', async () => {
    const sealed = {
      metadata: { encoding: new TextEncoder().encode('binary/encrypted') },
      data: new Uint8Array([1]),
    };
    const reading = readEvent(
      { activityTaskCompletedEventAttributes: { result: { payloads: [sealed] } } },
      plainDecoder,
    );
    await expect(reading).rejects.toThrow('binary/encrypted');
  });
});

function terminatedBy(identity: string): ReturnType<typeof readEvent> {
  const workflowExecutionTerminatedEventAttributes = { identity, reason: 'enough' };
  const eventTime = { seconds: 1 as never, nanos: 0 };
  return readEvent(
    { eventId: 9 as never, eventTime, workflowExecutionTerminatedEventAttributes },
    plainDecoder,
  );
}

function payloads(value: unknown): {
  payloads: { metadata: Record<string, Uint8Array>; data: Uint8Array }[];
} {
  const encode = (text: string) => new TextEncoder().encode(text);
  return {
    payloads: [{ metadata: { encoding: encode('json/plain') }, data: encode(JSON.stringify(value)) }],
  };
}
