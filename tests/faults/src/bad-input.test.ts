import { pipelineStatus, STAGES } from '@org/media-contracts';
import { everyStage, runBatchRunner, startPipeline } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { applicationFailureOf, failureOf, stagesOf } from './support/ending.ts';
import { useOddSources } from './support/odd-sources.ts';
import { beginStretch, NOTHING, ONCE } from './support/paid.ts';
import { useSamples } from './support/samples.ts';
import { useStack } from './support/use-stack.ts';

const samples = useSamples();
const sources = useOddSources(samples.folder);
const stack = useStack({
  taskQueue: 'faults-input',
  remoteArgs: ['--max-source-mib', '8', '--max-source-seconds', '2'],
});

const QUICK = everyStage({ generations: 2, backoffMs: 10 });
const INGEST_ONCE = { ...NOTHING, ingest: 1 };

describe('batch-runner pipeline run', () => {
  it.each([
    ['not a url', /^not a URL/],
    ['ftp://media.test/a.mp4', /^scheme ftp:\/\/ is not allowed/],
    ['file:///etc/passwd', /^scheme file:\/\/ is not allowed/],
    ['javascript:alert(1)', /is not allowed/],
    ['https://user:secret@media.test/a.mp4', /^credentials in the URL are not allowed/],
  ])('refuses %s with exit code 2 and names the field; nothing is started', async (source, problem) => {
    const stretch = await beginStretch(stack());
    const id = `refused-${source.replaceAll(/\W/g, '-')}`;
    const answer = await runBatchRunner(stack(), ['pipeline', 'run', source, '--id', id]);
    expect(answer.exitCode).toBe(2);
    const { problems } = answer.json['error'] as { problems: { field: string; problem: string }[] };
    expect(problems).toEqual([{ field: 'source', problem: expect.stringMatching(problem) as string }]);
    expect(answer.stderr).toContain('source: ');
    expect(answer.stderr).not.toContain('secret@');
    expect((await runBatchRunner(stack(), ['pipeline', 'status', id])).exitCode).toBe(4);
    expect(await stretch.paid()).toMatchObject({ creates: NOTHING });
  });
});

describe('a pipeline started past the schemas', () => {
  it.each(['not a url', 'ftp://media.test/a.mp4', 'file:///etc/passwd'])(
    'fails with BadInput for the source %s, and nothing is paid',
    async (source) => {
      const stretch = await beginStretch(stack());
      const failure = await failureOf(await startPipeline(stack(), { source }));
      expect(failure.failed).toMatchObject([{ stage: 'ingest', type: 'BadInput' }]);
      expect(failure.failed[0]?.message).toContain('input');
      expect(failure.notStarted).toEqual(['thumbnails', 'audio', 'transcode']);
      expect(await stretch.paid()).toMatchObject({ creates: NOTHING });
    },
  );

  it('fails with BadInput for an input that has no source at all', async () => {
    const stretch = await beginStretch(stack());
    const failure = await applicationFailureOf(
      await startPipeline(stack(), { source: 7 as unknown as string }),
    );
    expect(failure).toMatchObject({ type: 'BadInput', nonRetryable: true });
    expect(failure.message).toContain('source');
    expect(await stretch.paid()).toMatchObject({ creates: NOTHING });
  });
});

describe('a source that cannot be used', () => {
  it.each([
    ['not-found.mp4', /404/],
    ['page.mp4', /web page/],
    ['empty.mp4', /0 bytes/],
    ['text.mp4', /cannot be read as media/],
    ['index-lost.mp4', /damaged or incomplete/],
    ['cut-short.mp4', /is cut short/],
    ['endless.mp4', /larger than/],
  ])('fails its pipeline for good after one task: %s', async (name, reason) => {
    const stretch = await beginStretch(stack());
    const pipeline = await startPipeline(stack(), { source: sources.url('unusable', name), stages: QUICK });
    const failure = await failureOf(pipeline);
    expect(failure.failed).toMatchObject([{ stage: 'ingest', type: 'RemoteFailed', generation: 1 }]);
    expect(failure.failed[0]?.message).toMatch(reason);
    expect(failure.notStarted).toEqual(['thumbnails', 'audio', 'transcode']);
    expect(await stretch.paid()).toMatchObject({ creates: INGEST_ONCE, duplicates: 0 });
  });

  it.each(['no-answer.mp4', 'no-body.mp4'])(
    'is tried again as the policy says when its server may only be slow: %s',
    async (name) => {
      const stretch = await beginStretch(stack());
      const pipeline = await startPipeline(stack(), { source: sources.url('slow', name), stages: QUICK });
      const failure = await failureOf(pipeline);
      expect(failure.failed).toMatchObject([{ stage: 'ingest', type: 'RemoteFailed', generation: 2 }]);
      expect(failure.failed[0]?.message).toContain('took longer than 2 s');
      expect(await stretch.paid()).toMatchObject({ creates: { ...NOTHING, ingest: 2 }, duplicates: 0 });
    },
  );

  it('is told to a person at the terminal, with what to do', async () => {
    const stretch = await beginStretch(stack());
    const source = sources.url('terminal', 'not-found.mp4');
    const { exitCode, json, stderr } = await runBatchRunner(stack(), ['pipeline', 'run', source, '--follow']);
    expect({ exitCode, state: json['state'] }).toEqual({ exitCode: 1, state: 'failed' });
    expect(stderr).toContain('answered 404. Check the URL');
    expect(await stretch.paid()).toMatchObject({ creates: INGEST_ONCE, duplicates: 0 });
  });
});

describe('a source with half of what is wanted', () => {
  it('keeps what can be made of sound without picture, and a redrive asks only for what is missing', async () => {
    const stretch = await beginStretch(stack());
    const id = 'sound-without-picture';
    const source = sources.url(id, 'sound.m4a');
    const run = await runBatchRunner(stack(), ['pipeline', 'run', source, '--id', id, '--follow']);
    expect({ exitCode: run.exitCode, state: run.json['state'] }).toEqual({ exitCode: 1, state: 'failed' });
    const { details } = run.json['failure'] as { details: Awaited<ReturnType<typeof failureOf>> };
    expect(stagesOf(details.succeeded)).toEqual(['ingest', 'audio']);
    expect(details.failed).toMatchObject([
      { stage: 'thumbnails', type: 'RemoteFailed', message: expect.stringMatching(/no picture/) as string },
      { stage: 'transcode', type: 'RemoteFailed', message: expect.stringMatching(/no picture/) as string },
    ]);
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
    const first = stack().client.workflow.getHandle(id);
    const { stages } = await first.query(pipelineStatus);
    expect(stages.ingest.file).toMatchObject({ inspected: true, kind: 'audio' });

    const redrive = await runBatchRunner(stack(), ['pipeline', 'redrive', id, '--follow']);
    expect(redrive.exitCode).toBe(1);
    const again = redrive.json['failure'] as { details: typeof details };
    expect(again.details.succeeded).toEqual(details.succeeded);
    expect(stagesOf(again.details.failed)).toEqual(['thumbnails', 'transcode']);
    expect(await stretch.paid()).toMatchObject({
      creates: { ...ONCE, thumbnails: 2, transcode: 2 },
      duplicates: 0,
    });
  });

  it('keeps what can be made of picture without sound', async () => {
    const stretch = await beginStretch(stack());
    const source = sources.url('picture-without-sound', 'picture.mp4');
    const failure = await failureOf(await startPipeline(stack(), { source, inspectOutputs: true }));
    expect(stagesOf(failure.succeeded)).toEqual(['ingest', 'thumbnails', 'transcode']);
    expect(failure.failed).toMatchObject([{ stage: 'audio', type: 'RemoteFailed', generation: 1 }]);
    expect(failure.failed[0]?.message).toMatch(/no sound/);
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });
});

describe('options out of range', () => {
  it.each([
    ['which the client knows', { width: -5, codec: 'h264' }, 'width'],
    ['which only the service knows', { sharpen: 3, codec: 'h264' }, 'sharpen'],
  ])(
    'fail their stage as BadInput by name, cost nothing and keep the siblings: %s',
    async (name, options, field) => {
      const stretch = await beginStretch(stack());
      const source = sources.url(`options-${field}`, 'video.mp4');
      const failure = await failureOf(
        await startPipeline(stack(), { source, stages: { transcode: { options } } }),
      );
      expect(failure.failed).toMatchObject([{ stage: 'transcode', type: 'BadInput' }]);
      expect(failure.failed[0]?.message, name).toContain(`options.${field}`);
      expect(stagesOf(failure.succeeded)).toEqual(['ingest', 'thumbnails', 'audio']);
      expect(await stretch.paid()).toMatchObject({ creates: { ...ONCE, transcode: 0 }, duplicates: 0 });
    },
  );

  it('of the policy are refused by the CLI, each field by its name', async () => {
    const answer = await runBatchRunner(stack(), [
      ...['pipeline', 'run', 'https://media.test/a.mp4', '--heartbeat-timeout', '0.1'],
      ...['--account', 'No Such Account'],
    ]);
    expect(answer.exitCode).toBe(2);
    const { problems } = answer.json['error'] as { problems: { field: string }[] };
    expect(problems.map(({ field }) => field).toSorted()).toEqual(['account', 'heartbeatTimeoutMs']);
  });
});

describe('a good source after all of them', () => {
  it('has four outputs that were read and are what they should be', async () => {
    const stretch = await beginStretch(stack());
    const source = sources.url('good', 'video.mp4');
    const pipeline = await startPipeline(stack(), { source, inspectOutputs: true });
    const { files } = await pipeline.result();
    expect(STAGES.map((stage) => [files[stage]?.inspected, files[stage]?.kind])).toEqual([
      [true, 'video'],
      [true, 'image'],
      [true, 'audio'],
      [true, 'video'],
    ]);
    expect(files.transcode).toMatchObject({ width: 1280, codecs: { video: 'h264' } });
    expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
  });
});
