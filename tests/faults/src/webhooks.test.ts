import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIttybitLocal, waitUntil, type RunningIttybitLocal } from '@org/dev-stack';
import { createIttybitClient, type IttybitClient } from '@org/ittybit-client';
import { remoteAdmin, type FaultRule, type RemoteAdmin } from '@org/tests-harness';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';

const TASK_MS = 300;
const API_KEY = 'webhook-key';
const dataDir = mkdtempSync(join(tmpdir(), 'media-webhooks-'));

let remote: RunningIttybitLocal;
let client: IttybitClient;
let admin: RemoteAdmin;
let receiver: WebhookReceiver;
let asked = 0;

beforeAll(async () => {
  remote = await startIttybitLocal({ dataDir, apiKey: API_KEY, args: ['--simulate', `constant:${TASK_MS}`] });
  client = createIttybitClient({ apiKey: API_KEY, baseUrl: remote.url });
  admin = remoteAdmin(remote.url, API_KEY);
  receiver = await startWebhookReceiver(client);
});
afterEach(async () => {
  await admin.setFaults([]);
});
afterAll(async () => {
  await receiver.close();
  await remote.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a webhook, taken for a hint', () => {
  it('tells the end of its task once', async () => {
    const { id, deliveries } = await create();
    await untilBelieved(id, 'succeeded');
    expect(receiver.deliveries()).toBe(deliveries + 1);
  });

  it.each<[string, FaultRule, number]>([
    ['doubled', { fault: 'webhookDoubled', count: 1 }, 2],
    ['late', { fault: 'webhookLate', count: 1, ms: 700 }, 1],
    ['followed by an older one', { fault: 'webhookOutOfOrder', count: 1 }, 2],
  ])('%s leads to the same end', async (_how, fault, wanted) => {
    await admin.setFaults([fault]);
    const { id, deliveries } = await create();
    await waitUntil(() => receiver.deliveries() === deliveries + wanted, {
      what: `${wanted} deliveries`,
      timeoutMs: 60_000,
    });
    expect(receiver.believed().get(id)?.state).toBe('succeeded');
  });

  it('forged says that the task succeeded, and is not believed', async () => {
    await admin.setFaults([
      { fault: 'stuck', count: 1 },
      { fault: 'webhookForged', count: 1 },
    ]);
    const { id } = await create();
    await untilBelieved(id, 'running');
    expect((await client.get(id)).state).toBe('running');
  });

  it('lost leaves its task to be read: the end is there all the same', async () => {
    await admin.setFaults([{ fault: 'webhookLost', count: 1 }]);
    const { id, deliveries } = await create();
    expect((await client.wait(id, { pollMs: 100 })).state).toBe('succeeded');
    const other = await create();
    await untilBelieved(other.id, 'succeeded');
    expect(receiver.believed().has(id)).toBe(false);
    expect(receiver.deliveries()).toBe(deliveries + 1);
  });
});

async function create(): Promise<{ id: string; deliveries: number }> {
  const deliveries = receiver.deliveries();
  const input = `https://media.test/webhook-${++asked}.mp4`;
  const { task } = await client.create({ kind: 'video', input, webhookUrl: receiver.url });
  return { id: task.id, deliveries };
}

async function untilBelieved(id: string, state: string): Promise<void> {
  await waitUntil(() => receiver.believed().get(id)?.state === state, {
    what: `a webhook to lead to ${id} being ${state}`,
    timeoutMs: 60_000,
  });
}
