import { CallbackEventSchema } from '@org/media-contracts/schemas';
import { describe, expect, it } from 'vitest';
import { callbackPayload } from './callback-payload.js';

describe('callbackPayload', () => {
  it.each([
    { event: 'pipeline.succeeded', outputs: { transcode: 'https://cdn.test/out.mp4' }, error: undefined },
    {
      event: 'batch.stopped',
      outputs: {},
      counts: { total: 3 },
      error: { type: 'BatchStopped', message: 'x' },
    },
  ])('makes what the contracts tell receivers to expect: $event', (content) => {
    const [, state = ''] = content.event.split('.');
    const payload = callbackPayload({
      id: 'p-1',
      at: 1_700_000_060_000,
      state,
      metadata: { order: '7' },
      ...content,
    });
    const sent: unknown = JSON.parse(payload);
    expect(CallbackEventSchema.parse(sent)).toEqual(sent);
    expect(sent).toMatchObject({ type: content.event, timestamp: '2023-11-14T22:14:20.000Z' });
  });
});
