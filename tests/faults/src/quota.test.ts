import { FAILURE_TYPES, pipelineStatus } from '@org/media-contracts';
import { onlyStage, resultOf, startPipeline, type PipelineHandle } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { waitOf } from './support/wait-of.ts';
import { beginStretch, NOTHING } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-quota' });

/** Longer than an attempt stands at the gate (half of its 2 s heartbeat timeout). */
const LONG_S = 7;

function throttleOnce(): Promise<void> {
  return stack().admin.setFaults([{ fault: 'tooManyRequests', retryAfterSeconds: LONG_S, count: 1 }]);
}

/** By what the server knows of its activity: the attempt gave its slot back until the quota returns. */
async function isHeldForQuota(pipeline: PipelineHandle): Promise<boolean> {
  const { raw } = await pipeline.describe();
  return (
    raw.pendingActivities?.some(
      ({ lastFailure }) => lastFailure?.applicationFailureInfo?.type === FAILURE_TYPES.throttled,
    ) ?? false
  );
}

describe('a long Retry-After', () => {
  it('is told as a wait for quota, with its end, and the stage goes on after it', async () => {
    const stretch = await beginStretch(stack());
    await throttleOnce();
    const pipeline = await startPipeline(stack(), { stages: onlyStage('audio') });
    const wait = await until('the wait for quota', async () => {
      const told = await waitOf(stack(), pipeline.workflowId, 'audio');
      return told?.['for'] === 'quota' ? told : undefined;
    });
    expect(wait['until']).toBeGreaterThan(Date.now() - 60_000);
    expect((await resultOf(pipeline)).audioUrl).toBeDefined();
    expect(await stretch.paid()).toMatchObject({ creates: { ...NOTHING, audio: 1 }, duplicates: 0 });
  });

  it('moves the deadline of a stage that it would outlast, as pipelineStatus says', async () => {
    const stretch = await beginStretch(stack());
    await throttleOnce();
    const pipeline = await startPipeline(stack(), { stages: onlyStage('audio', { deadlineMs: 5_000 }) });
    const held = await until('waitingForQuota', async () => {
      const { audio } = (await pipeline.query(pipelineStatus)).stages;
      return audio.state === 'waitingForQuota' ? audio : undefined;
    });
    expect(held.waitingFor).toBe('quota');
    expect(held.until).toBeDefined();
    expect((await resultOf(pipeline)).audioUrl).toBeDefined();
    const { audio } = (await pipeline.query(pipelineStatus)).stages;
    expect(audio.deadlineAt).toBeGreaterThan(held.until ?? Infinity);
    expect(await stretch.paid()).toMatchObject({ creates: { ...NOTHING, audio: 1 }, duplicates: 0 });
  });

  it('holds every request of the key: nobody else meets a 429', async () => {
    const stretch = await beginStretch(stack());
    await throttleOnce();
    const start = (): ReturnType<typeof startPipeline> =>
      startPipeline(stack(), { stages: onlyStage('audio') });
    const first = await start();
    await until('the first pipeline to be held', () => isHeldForQuota(first));
    const others = await Promise.all([start(), start(), start()]);
    for (const other of others) {
      await until('every other pipeline to be held', () => isHeldForQuota(other));
    }
    // All of them stand at the gate, and the service has seen one request only.
    const { create, get, list } = (await stretch.ledger()).outcomes;
    expect({ create, get, list }).toEqual({ create: { 429: 1 } });

    await Promise.all([first, ...others].map(resultOf));
    const { outcomes } = await stretch.ledger();
    expect(outcomes['create']).toEqual({ 201: 4, 429: 1 });
    expect(await stretch.paid()).toMatchObject({ creates: { ...NOTHING, audio: 4 }, duplicates: 0 });
  });
});
