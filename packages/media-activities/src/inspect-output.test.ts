import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { MediaFile, OutputInspection } from '@org/media-contracts';
import { badInput } from './activity-error.js';
import { createCheckActivities } from './create-check-activities.js';
import type { InspectedFile, OutputInspector } from './inspect-output.js';
import { quietLogger, rejectionOf } from './testing/attempt-bench.js';

const URL = 'https://store.test/out.mp4?sig=SECRET';
const FILE: MediaFile = { url: URL, kind: 'video', format: 'mp4', inspected: false };

async function inspect(inspector: OutputInspector['inspect'], file = FILE): Promise<OutputInspection> {
  const { inspectOutput } = createCheckActivities({ inspector: { inspect: inspector } });
  const environment = new MockActivityEnvironment({ heartbeatTimeoutMs: 20_000 }, { logger: quietLogger });
  return environment.run<[], OutputInspection, () => Promise<OutputInspection>>(() =>
    inspectOutput({ url: URL, file }),
  );
}

const video: InspectedFile = {
  readable: true,
  kind: 'video',
  format: 'mov,mp4',
  width: 1280,
  height: 720,
  durationSeconds: 4,
  codecs: { video: 'h264', audio: 'aac' },
};

describe('inspectOutput', () => {
  it('replaces what the service told by what the file shows', async () => {
    const { readable: _, ...facts } = video;
    expect(await inspect(async () => video)).toEqual({
      valid: true,
      file: { url: URL, ...facts, inspected: true },
    });
  });

  it('rejects a file of another kind', async () => {
    const inspection = await inspect(async () => ({ readable: true, kind: 'image' }));
    expect(inspection).toEqual({ valid: false, reason: 'the output should be video and is image' });
  });

  it('says of a video that it is sound alone', async () => {
    const inspection = await inspect(async () => ({ readable: true, kind: 'audio' }));
    expect(inspection).toMatchObject({ valid: true, file: { kind: 'audio', inspected: true } });
  });

  it('rejects what is no media file, with the reason', async () => {
    const inspection = await inspect(async () => ({ readable: false, reason: '404' }));
    expect(inspection).toEqual({ valid: false, reason: '404' });
  });

  it('accepts the media that an adaptive playlist lists', async () => {
    const inspection = await inspect(async () => video, { ...FILE, kind: 'adaptive_video' });
    expect(inspection).toMatchObject({ valid: true, file: { kind: 'adaptive_video' } });
  });

  it('throws Transient when the file could not be reached, without the signature in its URL', async () => {
    const failure = await rejectionOf(
      inspect(async () => {
        throw new Error(`connection to ${URL} reset`);
      }),
    );
    expect(failure).toMatchObject({ type: 'Transient', nonRetryable: false });
    expect(String(failure)).not.toContain('SECRET');
  });

  it('throws BadInput when the address is refused', async () => {
    const failure = await rejectionOf(
      inspect(async () => {
        throw badInput('private address');
      }),
    );
    expect(failure).toMatchObject({ type: 'BadInput', nonRetryable: true });
  });

  it('fails, and takes nothing else along, when it cannot give a heartbeat', async () => {
    const untilAborted: OutputInspector['inspect'] = (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    const { inspectOutput } = createCheckActivities({ inspector: { inspect: untilAborted } });
    const environment = new MockActivityEnvironment({ heartbeatTimeoutMs: 20_000 }, { logger: quietLogger });
    environment.on('heartbeat', () => {
      throw new Error('no heartbeat');
    });
    const failure = await rejectionOf(environment.run(() => inspectOutput({ url: URL, file: FILE })));
    expect(failure).toMatchObject({ type: 'Transient', nonRetryable: false });
    expect(String(failure)).toContain('no heartbeat');
  });
});
