import type { ManifestEntry } from '@org/media-activities';
import type { InspectedMedia } from '@org/media-engine';
import { describe, expect, it } from 'vitest';
import { checkOutputs, type OutputCheck, type OutputSources } from './check-outputs.js';

const video: InspectedMedia = { readable: true, kind: 'video', format: 'mp4' };

function entryOf(index: number, change: Partial<ManifestEntry> = {}): ManifestEntry {
  const outputUrl = `https://out.test/${index}.mp4`;
  return { index, line: index + 1, outcome: 'succeeded', kind: 'video', outputUrl, ...change };
}

async function checked(
  entries: readonly ManifestEntry[],
  sources: Partial<OutputSources> = {},
): Promise<OutputCheck[]> {
  const checks: OutputCheck[] = [];
  async function* all(): AsyncGenerator<ManifestEntry> {
    yield* entries;
  }
  await checkOutputs(all(), { inspect: async () => video, ...sources }, (check) => checks.push(check));
  return checks.sort((a, b) => a.index - b.index);
}

describe('checkOutputs', () => {
  it('looks at what succeeded, and at a repetition only once', async () => {
    const entries = [entryOf(0), entryOf(1, { outcome: 'failed' }), entryOf(2, { sameAs: 0 }), entryOf(3)];
    expect((await checked(entries)).map(({ index, verdict }) => [index, verdict])).toEqual([
      [0, 'ok'],
      [3, 'ok'],
    ]);
  });
  it('says what is wrong with an output', async () => {
    const seen: Record<string, InspectedMedia> = {
      'https://out.test/0.mp4': { readable: false, reason: 'it is not there' },
      'https://out.test/1.mp4': { readable: true, kind: 'image', format: 'png' },
    };
    const inspect = async (url: string): Promise<InspectedMedia> => seen[url] ?? video;
    expect(await checked([entryOf(0), entryOf(1), entryOf(2, { outputUrl: '' })], { inspect })).toMatchObject(
      [
        { index: 0, verdict: 'wrong', reason: 'it is not there' },
        { index: 1, verdict: 'wrong', reason: 'the output should be video and is image' },
        { index: 2, verdict: 'wrong', reason: 'it has no URL' },
      ],
    );
  });
  it('tries once more before it says that an output cannot be read', async () => {
    let tries = 0;
    const inspect = async (): Promise<InspectedMedia> => {
      tries += 1;
      if (tries < 2) throw new Error('reset');
      return video;
    };
    expect(await checked([entryOf(0)], { inspect })).toMatchObject([{ verdict: 'ok' }]);
    const never = checked([entryOf(0)], { inspect: () => Promise.reject(new Error('refused')) });
    expect(await never).toMatchObject([{ verdict: 'wrong', reason: 'it cannot be read: refused' }]);
  });
  it('asks the service for a URL whose query was cut out', async () => {
    const outputUrl = 'https://out.test/0.mp4?[redacted]';
    const asked: string[] = [];
    const entry = entryOf(0, { outputUrl, remoteId: 'task_0' });
    const inspect = async (url: string): Promise<InspectedMedia> => {
      asked.push(url);
      return video;
    };
    const askUrl = async (id: string): Promise<string> => `https://out.test/${id}?sig=1`;
    expect(await checked([entry], { inspect, askUrl })).toMatchObject([{ verdict: 'ok', url: outputUrl }]);
    expect(asked).toEqual(['https://out.test/task_0?sig=1']);
  });
  it.each<[string, Partial<ManifestEntry>, Partial<OutputSources>]>([
    ['nobody may ask', { outputUrl: 'https://out.test/0?[redacted]', remoteId: 't' }, {}],
    ['there is nothing to ask by', { outputUrl: 'https://out.test/0?[redacted]' }, {}],
    [
      'the service does not answer',
      { outputUrl: 'https://out.test/0?[redacted]', remoteId: 't' },
      { askUrl: () => Promise.reject(new Error('away')) },
    ],
    ['it lies in a bucket', { outputUrl: 's3://bucket/0.mp4' }, {}],
  ])('leaves an output unchecked when %s', async (_what, change, sources) => {
    expect(await checked([entryOf(0, change)], sources)).toMatchObject([{ verdict: 'unchecked' }]);
  });
  it('looks at every output of a pipeline', async () => {
    const outputs = { ingestedUrl: 'https://out.test/a', audioUrl: 'https://out.test/b' };
    const entry = entryOf(0, { kind: 'pipeline', pipeline: { workflowId: 'w', runId: 'r', outputs } });
    expect((await checked([entry])).map(({ name }) => name)).toEqual(['ingestedUrl', 'audioUrl']);
  });
});
