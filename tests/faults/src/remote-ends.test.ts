import type { PipelineFailureDetails } from '@org/media-contracts';
import { pipelineStatus } from '@org/media-contracts';
import { everyStage, startPipeline, type FaultRule } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { failureOf, resultUrls, stagesOf } from './support/ending.ts';
import { beginStretch, ONCE, type Paid } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

// A task is lost after five minutes that are scaled to six seconds here.
const stack = useStack({
  ...SIMULATED,
  taskQueue: 'faults-ends',
  workerEnv: { WORKER_WATCH_SCALE: '0.02' },
});

/** Three generations, with hardly a pause between them. */
const QUICK = everyStage({ generations: 3, backoffMs: 10 });

interface Mended {
  readonly rules: readonly FaultRule[];
  readonly creates: Paid['creates'];
}

const MENDED_BY_ANOTHER_GENERATION: Readonly<Record<string, Mended>> = {
  'failed in a way that may pass': {
    rules: [{ fault: 'failed', taskKind: 'audio', afterMs: 100, count: 2 }],
    creates: { ...ONCE, audio: 3 },
  },
  'failed at every stage': {
    rules: [
      { fault: 'failed', afterMs: 50, taskKind: 'image', count: 1 },
      { fault: 'failed', afterMs: 50, taskKind: 'audio', count: 1 },
      { fault: 'failed', afterMs: 50, taskKind: 'video', count: 1 },
    ],
    creates: { ingest: 2, thumbnails: 2, audio: 2, transcode: 1 },
  },
  'cancelled by somebody else': {
    rules: [{ fault: 'cancelled', taskKind: 'image', afterMs: 100, count: 1 }],
    creates: { ...ONCE, thumbnails: 2 },
  },
  'succeeded without an output': {
    rules: [{ fault: 'noOutput', taskKind: 'audio', count: 1 }],
    creates: { ...ONCE, audio: 2 },
  },
  'lost: neither its id nor its list knows it any more': {
    rules: [{ fault: 'lost', taskKind: 'audio', afterMs: 50, count: 1 }],
    creates: { ...ONCE, audio: 2 },
  },
  'lost, after a reply that was dropped': {
    rules: [
      { fault: 'lost', taskKind: 'image', afterMs: 2_500, count: 1 },
      { fault: 'dropAfter', route: 'create', taskKind: 'image', count: 1 },
    ],
    creates: { ...ONCE, thumbnails: 2 },
  },
};

describe('a remote task that ends without success', () => {
  it.each(Object.entries(MENDED_BY_ANOTHER_GENERATION))(
    'is followed by another generation: %s',
    async (_name, { rules, creates }) => {
      const stretch = await beginStretch(stack());
      await stack().admin.setFaults(rules);
      const pipeline = await startPipeline(stack(), { stages: QUICK });
      expect(await resultUrls(pipeline)).toHaveLength(4);
      expect(await stretch.paid()).toMatchObject({ creates, duplicates: 0 });
      const { stages } = await pipeline.query(pipelineStatus);
      for (const [stage, count] of Object.entries(creates)) {
        expect(stages[stage as keyof typeof stages].operation?.generation).toBe(count);
      }
    },
  );

  it('is not paid for again when the same request would fail in the same way', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([{ fault: 'failed', taskKind: 'audio', permanent: true }]);
    const failure = await failureOf(await startPipeline(stack(), { stages: QUICK }));
    expectOnlyAudioFailed(failure);
    expect(failure.failed[0]).toMatchObject({ type: 'RemoteFailed', generation: 1 });
    expect(failure.failed[0]?.message).toContain('for good');
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });

  it.each([
    ['failed', { fault: 'failed' }, 'RemoteFailed'],
    ['cancelled', { fault: 'cancelled' }, 'RemoteCancelled'],
    ['succeeded without an output', { fault: 'noOutput' }, 'RemoteFailed'],
  ])('fails its stage, and keeps the others, after the last generation: %s', async (_name, fault, type) => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([{ ...fault, taskKind: 'audio' }]);
    const failure = await failureOf(await startPipeline(stack(), { stages: QUICK }));
    expectOnlyAudioFailed(failure);
    expect(failure.failed[0]).toMatchObject({ type, generation: 3 });
    expect(await stretch.paid()).toMatchObject({ creates: { ...ONCE, audio: 3 }, duplicates: 0 });
  });

  it('that never ends runs into the deadline of its stage, which names it and what is left running', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([{ fault: 'stuck', taskKind: 'audio' }]);
    const pipeline = await startPipeline(stack(), {
      stages: { ...QUICK, audio: { policy: { deadlineMs: 2_500 } } },
    });
    const failure = await failureOf(pipeline);
    expectOnlyAudioFailed(failure);
    const { groups } = await stretch.ledger();
    const task = groups.find(({ asked }) => asked.includes('"kind":"audio"'))?.creates[0];
    expect(failure.failed[0]).toMatchObject({ type: 'TimedOut', remoteId: task?.id });
    const { stages } = await pipeline.query(pipelineStatus);
    expect(stages.audio).toMatchObject({ state: 'timedOut', leftRunning: { remoteId: task?.id } });
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });
});

describe('a remote task that runs', () => {
  it('is waited for while it is only waiting', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([{ fault: 'waitingFirst', ms: 800 }]);
    expect(await resultUrls(await startPipeline(stack()))).toHaveLength(4);
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });

  it('is waited for while its status is a word that nobody knows, and the word is shown', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([
      { fault: 'unknownStatus', status: 'reticulating' },
      { fault: 'stuck', taskKind: 'image', count: 1 },
    ]);
    const pipeline = await startPipeline(stack(), {
      stages: { thumbnails: { policy: { deadlineMs: 5_000, generations: 1 } } },
    });
    await until('the unknown status in a heartbeat', async () => {
      const { raw } = await pipeline.describe();
      return raw.pendingActivities?.some(({ heartbeatDetails }) =>
        heartbeatDetails?.payloads?.some(({ data }) =>
          Buffer.from(data ?? [])
            .toString()
            .includes('"remoteStatus":"reticulating"'),
        ),
      );
    });
    expect(stagesOf((await failureOf(pipeline)).failed)).toEqual(['thumbnails']);
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });
});

function expectOnlyAudioFailed({ failed, succeeded, notStarted }: PipelineFailureDetails): void {
  expect(stagesOf(failed)).toEqual(['audio']);
  expect(stagesOf(succeeded)).toEqual(['ingest', 'thumbnails', 'transcode']);
  expect(notStarted).toEqual([]);
}
