import { once as onceEvent } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '@org/dev-stack';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { eventsOf, once, pipelineBody, start } from './support/requests.ts';

interface Told {
  readonly headers: Record<string, string>;
  readonly body: string;
}

let own: ApiStack;
let receiver: Server;
let url: string;
let secret: string;
const told: Told[] = [];
const statuses: number[] = [];

beforeAll(async () => {
  own = await startApiStack();
  receiver = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      told.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(statuses.shift() ?? 204).end();
    })();
  }).listen(0, '127.0.0.1');
  await onceEvent(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const made = await own.client.POST('/v1/callback-secrets');
  secret = made.data?.secret ?? '';
});
afterAll(async () => {
  // Either is absent where the other did not start.
  (receiver as Server | undefined)?.closeAllConnections();
  (receiver as Server | undefined)?.close();
  await (own as ApiStack | undefined)?.stop();
});

afterEach(() => own.stack.admin.setFaults([]));

async function toldBy(key: string, value: string): Promise<Told> {
  const found = (): Told | undefined => told.find(({ headers }) => headers[key] === value);
  await waitUntil(() => found() !== undefined, {
    what: `a callback with ${key} ${value}`,
    timeoutMs: 60_000,
  });
  const one = found();
  if (!one) throw new Error('it vanished');
  return one;
}

describe('a callback', () => {
  it('tells the end, signed, again when it is refused, and once more when it is replayed', async () => {
    statuses.push(500);
    const id = await start(own.client, pipelineBody({ callback: { url }, metadata: { shelf: '7' } }));
    await eventsOf(own.client, { id });
    await waitUntil(() => told.length === 2, { what: 'the second attempt', timeoutMs: 60_000 });
    const [first, second] = told;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const event = new Webhook(secret).verify(second?.body ?? '', second?.headers ?? {});
    expect(event).toMatchObject({
      type: 'pipeline.succeeded',
      data: { id, state: 'succeeded', metadata: { shelf: '7' } },
    });

    const { data } = await own.client.GET('/v1/callbacks', { params: { query: { resource: id } } });
    const callback = data?.items[0]?.id ?? '';
    const params = { path: { id: callback } };
    const delivered = async (): Promise<string | undefined> =>
      (await own.client.GET('/v1/callbacks/{id}', { params })).data?.state;
    await waitUntil(async () => (await delivered()) === 'delivered', {
      what: 'the record of it',
      timeoutMs: 30_000,
    });
    const { data: attempts } = await own.client.GET('/v1/callbacks/{id}/attempts', { params });
    expect(attempts?.items.map(({ status }) => status)).toEqual([500, 204]);
    await own.client.POST('/v1/callbacks/{id}/replay', { params });
    await waitUntil(() => told.length === 3, { what: 'the replay', timeoutMs: 60_000 });
    expect(told[2]?.headers['webhook-id']).toBe(callback);
  });

  it('tells of a pipeline that an operator terminated, which can tell nothing itself', async () => {
    await own.stack.admin.setFaults([{ fault: 'stuck' }]);
    const id = await start(own.client, pipelineBody({ callback: { url } }));
    await own.stack.client.workflow.getHandle(id).terminate('the operator was in a hurry');
    expect((await eventsOf(own.client, { id })).at(-1)?.type).toBe('pipeline.failed');
    const { data: list } = await own.client.GET('/v1/callbacks', { params: { query: { resource: id } } });
    const { headers, body } = await toldBy('webhook-id', list?.items[0]?.id ?? '');
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'pipeline.failed',
      data: { id, state: 'failed', error: { type: 'Terminated', message: 'the operator was in a hurry' } },
    });
  });

  it('is verified with the old secret and with the new one while both are there', async () => {
    const { data } = await own.client.POST('/v1/callback-secrets');
    const id = await start(own.client, pipelineBody({ callback: { url } }));
    await eventsOf(own.client, { id });
    const { data: list } = await own.client.GET('/v1/callbacks', { params: { query: { resource: id } } });
    const { headers, body } = await toldBy('webhook-id', list?.items[0]?.id ?? '');
    expect(new Webhook(secret).verify(body, headers)).toBeDefined();
    expect(new Webhook(data?.secret ?? '').verify(body, headers)).toBeDefined();
  });
});

it('no key, secret or signature is in the logs or in any row', async () => {
  const source = 'https://media.test/signed.mp4?X-Amz-Signature=SECRETSIG';
  const id = await start(own.client, pipelineBody({ source }), 'signed');
  await eventsOf(own.client, { id });
  const listed = await Promise.all(
    [
      `/v1/pipelines/${id}`,
      `/v1/pipelines/${id}/activities`,
      `/v1/pipelines/${id}/files`,
      '/v1/callbacks',
      '/v1/assets',
    ].map(async (path) => (await once(own.client, 'GET', path)).text()),
  );
  const logs = [own.api.current().logFile, own.stack.worker?.current().logFile ?? ''].map((file) =>
    readFileSync(file, 'utf8'),
  );
  for (const text of [...listed, ...logs]) {
    expect(text).not.toContain('SECRETSIG');
    expect(text).not.toContain(own.key);
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\/webhooks\/ittybit\/[A-Za-z0-9_-]{10}/);
  }
  expect(logs[0]).toContain('"route":"/v1/pipelines"');
});
