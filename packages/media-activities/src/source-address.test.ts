import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';
import type { SourceAddress } from './source-address.js';

const SOURCE = 's3://films/in.mp4';

/** Signs as SigV4 does: another time is another signature. */
const presigned: SourceAddress = (source, { signedAt }) =>
  Promise.resolve(`https://films.test/${source.split('/').at(-1) ?? ''}?signature=of-${signedAt}`);

describe('a source that is read at another address', () => {
  it('is sent with the same address however often and wherever an attempt at a generation runs', async () => {
    const { clock, service, activities, work, attempt, otherProcess } = createAttemptBench({
      sourceAddress: presigned,
    });
    const generation = work({ input: SOURCE });
    service.fail('create', 'afterwards');
    const lost = await clock.runUntil(rejectionOf(attempt().run(() => activities.transcode(generation))));
    await clock.advance(60_000);
    const second = otherProcess();
    await clock.runUntil(second.attempt({ attempt: 2 }).run(() => second.activities.transcode(generation)));
    expect(service.tasks.map(({ task }) => task.input)).toEqual([
      `https://films.test/in.mp4?signature=of-${generation.operation.startedAt}`,
    ]);
    expect(JSON.stringify(lost)).not.toContain('signature');
    expect(String(lost)).not.toContain('signature');
  });

  it('is found by that address', async () => {
    const { clock, activities, work, attempt } = createAttemptBench({ sourceAddress: presigned });
    const { operation, account, input, ...rest } = work({ input: SOURCE });
    await clock.runUntil(attempt().run(() => activities.ingest({ operation, account, input, ...rest })));
    const found = await clock.runUntil(
      attempt().run(() => activities.findRemote({ operation, account, input })),
    );
    expect(found).toMatchObject({ remote: { remoteId: 'task_1', state: 'succeeded' } });
  });

  it.each([
    ['invalidKey', { type: 'BadInput', nonRetryable: true }],
    ['failed', { type: 'Transient', nonRetryable: false }],
  ])('fails before anything is created where none can be made (%s)', async (code, failure) => {
    const { clock, service, activities, work, attempt } = createAttemptBench({
      sourceAddress: () => Promise.reject(Object.assign(new Error('no key of ours'), { code })),
    });
    const run = attempt().run(() => activities.transcode(work({ input: SOURCE })));
    const rejection = await clock.runUntil(rejectionOf(run));
    expect(rejection).toMatchObject(failure);
    expect(String(rejection)).toContain(
      'no address can be made that the service could read s3://films/in.mp4 at',
    );
    expect(service.calls.create).toBe(0);
  });
});
