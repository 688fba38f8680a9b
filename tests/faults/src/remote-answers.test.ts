import { startPipeline, type FaultRule } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { resultUrls } from './support/ending.ts';
import { beginStretch, ONCE } from './support/paid.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-answers' });

interface BadAnswer {
  readonly rules: readonly FaultRule[];
  /** A kind of request and how it ended, which the ledger must show: else the fault never happened. */
  readonly seen?: readonly [route: string, outcome: string];
  /** Creates that must have been repeated with their key. */
  readonly replayed?: number;
}

const BAD_ANSWERS: Readonly<Record<string, BadAnswer>> = {
  latency: { rules: [{ fault: 'latency', ms: 400, spreadMs: 200 }] },
  '429 on a create, soon over': {
    rules: [{ fault: 'tooManyRequests', route: 'create', retryAfterSeconds: 1, count: 1 }],
    seen: ['create', '429'],
  },
  '429 while watching, soon over': {
    rules: [
      { fault: 'tooManyRequests', route: 'get', retryAfterSeconds: 1, count: 1 },
      { fault: 'tooManyRequests', route: 'list', retryAfterSeconds: 1, count: 1 },
    ],
    seen: ['get', '429'],
  },
  '5xx on creates': { rules: [{ fault: 'serverError', route: 'create', count: 2 }], seen: ['create', '503'] },
  '5xx while watching': {
    rules: [
      { fault: 'serverError', route: 'get', status: 500, count: 3 },
      { fault: 'serverError', route: 'list', status: 502, count: 3 },
    ],
    seen: ['get', '500'],
  },
  'the reply dropped after creating': {
    rules: [{ fault: 'dropAfter', route: 'create', count: 2 }],
    seen: ['create', 'droppedAfter'],
    replayed: 2,
  },
  'the reply dropped while watching': {
    rules: [{ fault: 'dropAfter', route: 'get', count: 3 }],
    seen: ['get', 'droppedAfter'],
  },
  'the request dropped before anything is done': {
    rules: [{ fault: 'dropBefore', count: 2 }],
    seen: ['create', 'droppedBefore'],
  },
  'malformed JSON in the reply to a create': {
    rules: [{ fault: 'malformedJson', route: 'create', count: 2 }],
    seen: ['create', 'malformed'],
    replayed: 2,
  },
  'malformed JSON while watching': {
    rules: [
      { fault: 'malformedJson', route: 'get', count: 3 },
      { fault: 'malformedJson', route: 'list', count: 3 },
    ],
    seen: ['get', 'malformed'],
  },
  'HTML with 200 in the reply to a create': {
    rules: [{ fault: 'html', route: 'create', count: 2 }],
    seen: ['create', 'html'],
    replayed: 2,
  },
  'HTML with 200 while watching': {
    rules: [{ fault: 'html', route: 'get', count: 3 }],
    seen: ['get', 'html'],
  },
  'a list that lags': { rules: [{ fault: 'listLag', ms: 5_000 }] },
  'a list that lags and a reply dropped': {
    rules: [
      { fault: 'listLag', ms: 5_000 },
      { fault: 'dropAfter', route: 'create', count: 1 },
    ],
    replayed: 1,
  },
  'ids that are not found for a while': { rules: [{ fault: 'notFound', count: 8 }], seen: ['get', '404'] },
  'metadata that is not echoed': { rules: [{ fault: 'noMetadata' }] },
  'everything at once': {
    replayed: 1,
    rules: [
      { fault: 'dropAfter', route: 'create', count: 1 },
      { fault: 'latency', ms: 50, spreadMs: 200 },
      { fault: 'serverError', probability: 0.15 },
      { fault: 'dropAfter', probability: 0.15 },
      { fault: 'dropBefore', probability: 0.15 },
      { fault: 'malformedJson', probability: 0.1 },
      { fault: 'html', probability: 0.1 },
    ],
  },
};

describe('a pipeline whose remote service answers badly', () => {
  it.each(Object.entries(BAD_ANSWERS))('ends well and pays once: %s', async (_name, fault) => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults(fault.rules);
    const pipeline = await startPipeline(stack());
    expect(await resultUrls(pipeline)).toHaveLength(4);

    await stack().admin.setFaults([]);
    const { creates, duplicates, replayed } = await stretch.paid();
    expect({ creates, duplicates }).toEqual({ creates: ONCE, duplicates: 0 });
    expect(replayed).toBeGreaterThanOrEqual(fault.replayed ?? 0);
    if (fault.seen) {
      const [route, outcome] = fault.seen;
      expect((await stretch.ledger()).outcomes[route]?.[outcome]).toBeGreaterThan(0);
    }
  });

  it.each(['string', 'url', 'file', 'outputs', 'output_url'])(
    'finds the outputs in the shape "%s"',
    async (shape) => {
      const stretch = await beginStretch(stack());
      await stack().admin.setFaults([{ fault: 'outputShape', shape }]);
      const pipeline = await startPipeline(stack());
      const urls = await resultUrls(pipeline);
      expect(new Set(urls).size).toBe(4);
      for (const url of urls) expect(url).toMatch(/\/files\/[^/]+\/output\.(mp4|webp|mp3)$/);
      expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
    },
  );
});

describe('a service that ignores idempotency keys', () => {
  it('is paid twice when a reply is dropped, and the ledger shows it', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([
      { fault: 'ignoreIdempotencyKeys' },
      { fault: 'dropAfter', route: 'create', taskKind: 'audio', count: 1 },
    ]);
    const pipeline = await startPipeline(stack());
    expect(await resultUrls(pipeline)).toHaveLength(4);
    expect(await stretch.paid()).toMatchObject({
      creates: { ...ONCE, audio: 2 },
      duplicates: 1,
      replayed: 0,
    });
  });
});
