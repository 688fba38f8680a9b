import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { describe, it } from 'vitest';
import { failureDetailsOf } from './support/pipeline-failure.ts';
import type { Pipeline } from './support/pipeline-world.ts';
import { endsBadly, succeeds, throws } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const SIGNED = 'https://media.test/in.mp4?X-Amz-Signature=SECRET';

describe.concurrent('what the Temporal UI shows', () => {
  it('has a summary for every activity and timer, without the query part of a URL', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { stages: { audio: [endsBadly('remoteFailed'), succeeds()] } });
    const pipeline = await world.start({ source: SIGNED });
    await pipeline.result();
    const summaries = await summariesOf(pipeline);
    expect(summaries).toContain('ingest: https://media.test/in.mp4');
    expect(summaries).toContain('audio: back-off before generation 2');
    expect(summaries).toContain('audio (generation 2): https://outputs.test/ingest-1');
    expect(summaries).toContain('inspect transcode');
    expect(summaries.join()).not.toContain('SECRET');
  });

  it('has a line per stage, without the query part of a URL', async (test) => {
    const { expect } = test;
    const trouble = (): Error =>
      ApplicationFailure.create({
        type: 'BadInput',
        message: `GET ${SIGNED} answered 404`,
        nonRetryable: true,
      });
    const { world } = await useWorld(test, { stages: { audio: [throws(trouble)] } });
    const pipeline = await world.start({ source: SIGNED });
    await failureDetailsOf(pipeline);
    const details = await currentDetailsOf(pipeline);
    expect(details).toContain('**failed** · account default');
    expect(details).toContain('- **ingest**: succeeded · https://outputs.test/ingest-1');
    expect(details).toContain('- **audio**: failed · BadInput: GET https://media.test/in.mp4 answered 404');
    expect(details).not.toContain('SECRET');
  });

  it('is no obstacle to a long source in any script', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test);
    const pipeline = await world.start({ source: `https://media.test/${'動画'.repeat(1_000)}.mp4` });
    await pipeline.result();
    for (const summary of await summariesOf(pipeline)) expect(Buffer.byteLength(summary)).toBeLessThan(400);
  });

  it('has the phase and the account as search attributes when the starter asks for them', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test);
    const pipeline = await world.start({ searchAttributes: true, account: 'acme' });
    await pipeline.result();
    const { typedSearchAttributes } = await pipeline.describe();
    const found = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(found).toContainEqual(['MediaPhase', 'succeeded']);
    expect(found).toContainEqual(['MediaAccount', 'acme']);
  });

  it('sets none when they are not asked for', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test);
    const pipeline = await world.start();
    await pipeline.result();
    const { typedSearchAttributes } = await pipeline.describe();
    expect(typedSearchAttributes.getAll().filter(({ key }) => key.name.startsWith('Media'))).toEqual([]);
  });
});

async function summariesOf(pipeline: Pipeline): Promise<string[]> {
  const { events } = await pipeline.fetchHistory();
  return (events ?? []).flatMap(
    ({ userMetadata, activityTaskScheduledEventAttributes, timerStartedEventAttributes }) => {
      if (!activityTaskScheduledEventAttributes && !timerStartedEventAttributes) return [];
      if (!userMetadata?.summary) throw new Error('an activity or a timer has no summary');
      return [defaultPayloadConverter.fromPayload<string>(userMetadata.summary)];
    },
  );
}

async function currentDetailsOf(pipeline: Pipeline): Promise<string> {
  const metadata = await pipeline.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}
