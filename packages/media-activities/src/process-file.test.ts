import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';

describe('processFile', () => {
  it('asks for the kind that the work names, with its options', async () => {
    const { clock, service, activities, work, attempt, counted } = createAttemptBench();
    const item = work({ kind: 'image', options: { format: 'webp' } });
    const outcome = await clock.runUntil(attempt().run(() => activities.processFile(item)));
    expect(outcome).toMatchObject({ outcome: 'succeeded', file: { kind: 'image' } });
    expect(service.only().task.kind).toBe('image');
    expect(counted).toContain('task:image:succeeded');
  });

  it('names the kind in what it throws', async () => {
    const { clock, activities, work, attempt } = createAttemptBench();
    const item = work({ kind: 'audio', account: 'acme' });
    const failure = await clock.runUntil(rejectionOf(attempt().run(() => activities.processFile(item))));
    expect(String(failure)).toContain('audio of https://media.test/in.mp4');
  });

  it('refuses work without a kind before anything is sent', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const failure = await clock.runUntil(rejectionOf(attempt().run(() => activities.processFile(work()))));
    expect(failure).toMatchObject({ type: 'BadInput', nonRetryable: true });
    expect(String(failure)).toContain('`kind`');
    expect(service.calls.create).toBe(0);
  });
});
