import { describe, expect, it } from 'vitest';
import { CALLBACK_SCHEDULE_MS, callbackWorkflowId } from './callback.js';
import { DeliverCallbackInputSchema } from './schemas/callback.js';

describe('CALLBACK_SCHEDULE_MS', () => {
  it('ends after 75 hours, 35 minutes and 5 seconds, as the specification says', () => {
    const totalMs = CALLBACK_SCHEDULE_MS.reduce((sum, ms) => sum + ms, 0);
    expect(totalMs).toBe(((75 * 60 + 35) * 60 + 5) * 1_000);
    expect(CALLBACK_SCHEDULE_MS).toHaveLength(10);
  });
});

describe('callbackWorkflowId', () => {
  it('is another one for every replay', () => {
    expect([callbackWorkflowId('cb_1', 0), callbackWorkflowId('cb_1', 1)]).toEqual([
      'callback-cb_1-0',
      'callback-cb_1-1',
    ]);
  });
});

describe('DeliverCallbackInputSchema', () => {
  const input = { callbackId: 'cb_1', replay: 0 };

  it('takes an id, and leaves everything else to the defaults', () => {
    expect(DeliverCallbackInputSchema.parse(input)).toEqual(input);
  });

  it.each(['', 'a.b', 'a b', 'a\nb'])(
    'refuses the id %j, which could not be signed or sent',
    (callbackId) => {
      expect(DeliverCallbackInputSchema.safeParse({ ...input, callbackId }).success).toBe(false);
    },
  );

  it('refuses a schedule without an attempt', () => {
    expect(DeliverCallbackInputSchema.safeParse({ ...input, scheduleMs: [] }).success).toBe(false);
  });
});
