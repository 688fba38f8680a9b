import { describe, expect, it } from 'vitest';
import { AccountProbeSchema, OperationSchema, RemoteOutcomeSchema, RemoteWaitSchema } from './remote-work.js';

describe('OperationSchema', () => {
  const operation = { operationId: 'w/r/ingest', generation: 1, startedAt: 1_700_000_000_000 };
  it('accepts the first generation', () => {
    expect(OperationSchema.parse(operation)).toEqual(operation);
  });
  it.each([
    ['an empty id', { operationId: '' }],
    ['generation 0', { generation: 0 }],
    ['half a generation', { generation: 1.5 }],
    ['a time that is not whole milliseconds', { startedAt: 1.5 }],
  ])('refuses %s', (_what, change) => {
    expect(OperationSchema.safeParse({ ...operation, ...change }).success).toBe(false);
  });
});

describe('RemoteOutcomeSchema', () => {
  const file = { url: 'https://example.com/a.mp4', kind: 'video', inspected: false };
  const ended = { remoteId: 'task_1', error: { message: 'codec' } };
  it.each([
    [{ outcome: 'succeeded', remoteId: 'task_1', outputUrl: file.url, file }],
    [{ outcome: 'remoteFailed', ...ended }],
    [{ outcome: 'remoteCancelled', ...ended, throttledMs: 5 }],
    [{ outcome: 'remoteLost', ...ended, createdAt: 1, finishedAt: 2 }],
  ])('accepts $outcome', (outcome) => {
    expect(RemoteOutcomeSchema.parse(outcome)).toEqual(outcome);
  });
  it.each([
    ['a success without an output', { outcome: 'succeeded', remoteId: 'task_1', file }],
    ['a failure without a reason', { outcome: 'remoteFailed', remoteId: 'task_1' }],
    ['an end without an id', { outcome: 'remoteLost', error: { message: 'gone' } }],
    ['another word for an end', { outcome: 'done', ...ended }],
  ])('refuses %s', (_what, outcome) => {
    expect(RemoteOutcomeSchema.safeParse(outcome).success).toBe(false);
  });
});

describe('RemoteWaitSchema', () => {
  it('needs what is waited for and the throttled time, and nothing else', () => {
    expect(RemoteWaitSchema.safeParse({ waitingFor: 'quota', throttledMs: 0 }).success).toBe(true);
    expect(RemoteWaitSchema.safeParse({ waitingFor: 'quota' }).success).toBe(false);
    expect(RemoteWaitSchema.safeParse({ waitingFor: 'tea', throttledMs: 0 }).success).toBe(false);
  });
});

describe('AccountProbeSchema', () => {
  it('wants a reason with a refusal', () => {
    expect(AccountProbeSchema.safeParse({ ok: true }).success).toBe(true);
    expect(AccountProbeSchema.safeParse({ ok: false, reason: '401' }).success).toBe(true);
    expect(AccountProbeSchema.safeParse({ ok: false }).success).toBe(false);
  });
});
