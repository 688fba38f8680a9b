import { createHmac, timingSafeEqual } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseWebhook, receiveWebhook, type WebhookDelivery } from './webhook.js';

const task = { id: 'task_1', status: 'succeeded', kind: 'video', output: { url: 'https://cdn/x.mp4' } };

describe('parseWebhook', () => {
  it('reads the bare resource', () => {
    expect(parseWebhook(task)).toMatchObject({
      event: null,
      task: { id: 'task_1', outputUrl: 'https://cdn/x.mp4' },
    });
  });

  it('reads the event envelope', () => {
    const event = { id: 'evt_1', object: 'event', kind: 'task.succeeded', data: task, created_at: 1 };
    expect(parseWebhook(event)).toMatchObject({ event: 'task.succeeded', task: { id: 'task_1' } });
  });

  it('reads the typed envelope, with and without data', () => {
    expect(parseWebhook({ type: 'job.failed', data: task })).toMatchObject({
      event: 'job.failed',
      task: { id: 'task_1' },
    });
    expect(parseWebhook({ type: 'job.failed', ...task })).toMatchObject({
      event: 'job.failed',
      task: { id: 'task_1' },
    });
  });

  it('does not take the media type of a bare task for an event', () => {
    expect(parseWebhook({ ...task, type: 'video/mp4' }).event).toBeNull();
  });

  it('reads text and bytes', () => {
    const text = JSON.stringify(task);
    expect(parseWebhook(text).task.id).toBe('task_1');
    expect(parseWebhook(new TextEncoder().encode(text)).task.id).toBe('task_1');
  });

  it.each([
    '',
    '{',
    '<html>',
    '[]',
    'null',
    null,
    7,
    {},
    { id: 'evt_1', object: 'event', status: 'x' },
    { type: 'a.b' },
  ])('refuses %j as malformed', (body) => {
    expect(() => parseWebhook(body)).toThrow(
      expect.objectContaining({ decision: 'badInput', kind: 'webhook_malformed', operation: 'webhook' }),
    );
  });
});

describe('receiveWebhook', () => {
  const sign = (body: string): string => createHmac('sha256', 'secret').update(body).digest('hex');
  const verify = ({ body, headers }: WebhookDelivery): boolean => {
    const given = Buffer.from((headers as Headers).get('x-signature') ?? '');
    const right = Buffer.from(sign(String(body)));
    return given.length === right.length && timingSafeEqual(given, right);
  };
  const body = JSON.stringify(task);

  it('reads a delivery whose signature fits', async () => {
    const headers = new Headers({ 'x-signature': sign(body) });
    await expect(receiveWebhook({ body, headers, verify })).resolves.toMatchObject({
      task: { id: 'task_1' },
    });
  });

  it('refuses a forged delivery before reading it', async () => {
    const headers = new Headers({ 'x-signature': 'forged' });
    await expect(receiveWebhook({ body: '{', headers, verify })).rejects.toMatchObject({
      decision: 'badInput',
      kind: 'webhook_unverified',
    });
  });

  it('waits for a verification that takes time, and passes on what it throws', async () => {
    await expect(receiveWebhook({ body, headers: {}, verify: async () => true })).resolves.toBeDefined();
    await expect(receiveWebhook({ body, headers: {}, verify: async () => false })).rejects.toMatchObject({
      kind: 'webhook_unverified',
    });
    const verify = (): never => {
      throw new RangeError('no secret configured');
    };
    await expect(receiveWebhook({ body, headers: {}, verify })).rejects.toThrow(RangeError);
  });

  it('without a verification takes every delivery', async () => {
    await expect(receiveWebhook({ body, headers: {} })).resolves.toMatchObject({ event: null });
  });
});
