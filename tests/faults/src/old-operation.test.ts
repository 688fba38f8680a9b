import type { InheritedStage } from '@org/media-contracts';
import { onlyStage, resultOf, startPipeline, type PipelineHandle } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { failureOf } from './support/ending.ts';
import { beginStretch, NOTHING } from './support/paid.ts';
import { redriveOf } from './support/redrive-of.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-old' });

const HOUR_MS = 60 * 60_000;
const AUDIO_ONCE = { ...NOTHING, audio: 1 };

/** Runs audio alone; its task is made, and whoever started it never learns its id. */
async function abandon(source: string): Promise<PipelineHandle> {
  const pipeline = await startPipeline(stack(), {
    source,
    stages: onlyStage('audio', { deadlineMs: 1_500 }),
  });
  await failureOf(pipeline);
  return pipeline;
}

/** As if the generation had been scheduled so long ago, and nothing were known of its task. */
function aged(ageMs: number): (inherited: InheritedStage) => InheritedStage {
  return ({ operation }) => ({ operation: { ...operation, startedAt: Date.now() - ageMs } });
}

describe('an operation that is older than its key may be trusted', () => {
  it('is found by the list, and nothing is asked for again', async () => {
    const stretch = await beginStretch(stack());
    const source = 'https://media.test/old-listed.mp4';
    await stack().admin.setFaults([{ fault: 'stuck', taskKind: 'audio' }]);
    const first = await abandon(source);
    const posts = (await stretch.ledger()).requests['create'];
    // Whatever were asked for now would be paid for.
    await stack().admin.setFaults([{ fault: 'ignoreIdempotencyKeys' }]);
    const second = await startPipeline(stack(), {
      source,
      stages: onlyStage('audio', { deadlineMs: 3_000 }),
      redrive: await redriveOf(first, aged(23 * HOUR_MS)),
    });
    const { failed } = await failureOf(second);
    const { groups, requests } = await stretch.ledger();
    expect(failed[0]).toMatchObject({ type: 'TimedOut', remoteId: groups[0]?.creates[0]?.id, generation: 1 });
    expect(requests['create']).toBe(posts);
    expect(requests['list']).toBeGreaterThan(0);
    expect(await stretch.paid()).toMatchObject({ creates: AUDIO_ONCE, duplicates: 0 });
  });

  it('is asked for with the same key when the list has nothing of it', async () => {
    const stretch = await beginStretch(stack());
    const source = 'https://media.test/old-unlisted.mp4';
    await stack().admin.setFaults([{ fault: 'serverError', route: 'create' }]);
    const first = await abandon(source);
    await stack().admin.setFaults([]);
    const second = await startPipeline(stack(), {
      source,
      stages: onlyStage('audio'),
      redrive: await redriveOf(first, aged(23 * HOUR_MS)),
    });
    expect((await resultOf(second)).audioUrl).toBeDefined();
    expect(await stretch.paid()).toMatchObject({ creates: AUDIO_ONCE, duplicates: 0 });
  });

  it('is asked for by its key alone while the key is young', async () => {
    const stretch = await beginStretch(stack());
    const source = 'https://media.test/young.mp4';
    const first = await startPipeline(stack(), { source, stages: onlyStage('audio') });
    const { audioUrl } = await resultOf(first);
    const second = await startPipeline(stack(), {
      source,
      stages: onlyStage('audio'),
      redrive: await redriveOf(first, aged(21 * HOUR_MS)),
    });
    expect((await resultOf(second)).audioUrl).toBe(audioUrl);
    expect(await stretch.paid()).toMatchObject({ creates: AUDIO_ONCE, duplicates: 0, replayed: 1 });
  });
});
