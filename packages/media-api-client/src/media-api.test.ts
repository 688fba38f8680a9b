import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMediaApi, type MediaApi } from './create-media-api.js';
import { followEvents, type MediaEvent } from './follow-events.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let api: MediaApi;
let answers: Answer[];
let asked: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers'] }[];

beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer((request, response) => {
    asked.push({ method: request.method, url: request.url, headers: request.headers });
    const answer = answers.shift();
    if (answer) answer(request, response);
    else response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = createMediaApi({ baseUrl, key: 'mk_test' });
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const problem = (status: number, kind: string, headers: Record<string, string> = {}): Answer =>
  json(
    status,
    { type: `urn:media-api:problem:${kind}`, status, detail: `it is ${kind}`, requestId: 'req_1' },
    headers,
  );
const start = {
  params: { header: { 'idempotency-key': 'once' } },
  body: { source: 'https://media.test/a.mp4' },
};

describe('createMediaApi', () => {
  it('sends its key, and gives back what was answered', async () => {
    answers = [json(200, { items: [] })];
    const { data } = await api.GET('/v1/pipelines', { params: { query: { limit: 5 } } });
    expect(data).toEqual({ items: [] });
    expect(asked[0]).toMatchObject({
      url: '/v1/pipelines?limit=5',
      headers: { authorization: 'Bearer mk_test' },
    });
  });

  it('rejects with the problem that was answered, and with the status of an answer that is none', async () => {
    answers = [problem(409, 'conflict'), (_request, response) => response.writeHead(418).end('<html>')];
    const failing = api.POST('/v1/pipelines', start);
    await expect(failing).rejects.toMatchObject({
      name: 'ApiProblem',
      status: 409,
      message: 'it is conflict',
      requestId: 'req_1',
    });
    await expect(api.GET('/v1/assets')).rejects.toMatchObject({ status: 418 });
  });

  it('sends a start with a key again while the API is away, and one without a key never', async () => {
    answers = [
      problem(503, 'unavailable', { 'retry-after': '0' }),
      problem(429, 'limited'),
      json(201, { id: 'pl_1' }),
    ];
    const { data } = await api.POST('/v1/pipelines', start);
    expect(data).toEqual({ id: 'pl_1' });
    expect(asked).toHaveLength(3);
    answers = [problem(503, 'unavailable')];
    await expect(api.POST('/v1/pipelines', { params: {}, body: start.body })).rejects.toMatchObject({
      status: 503,
    });
    expect(asked).toHaveLength(4);
  });
});

describe('followEvents', () => {
  const stream =
    (text: string): Answer =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
    };
  const event = (seq: number, type: string): string => `id: ${seq}\nevent: ${type}\ndata: {"at":${seq}}\n\n`;

  async function all(after?: number): Promise<MediaEvent[]> {
    const events: MediaEvent[] = [];
    const request = { kind: 'pipelines', id: 'pl_1', ...(after !== undefined && { after }) } as const;
    for await (const one of followEvents(api, request)) events.push(one);
    return events;
  }

  it('goes on where a stream broke off, until the last event', async () => {
    answers = [
      stream(`retry: 2000\n\n: still here\n\n${event(1, 'pipeline.started')}${event(2, 'stage.started')}`),
      problem(503, 'unavailable'),
      stream(`${event(3, 'stage.succeeded')}${event(4, 'pipeline.succeeded')}`),
    ];
    expect((await all()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual(['0', '2', '2']);
  });

  it('begins after the event that is known', async () => {
    answers = [stream(event(8, 'pipeline.failed'))];
    expect(await all(7)).toEqual([{ seq: 8, type: 'pipeline.failed', data: { at: 8 } }]);
    expect(asked[0]?.headers['last-event-id']).toBe('7');
  });

  it('rejects when there is nothing to follow', async () => {
    answers = [problem(404, 'notFound')];
    await expect(all()).rejects.toMatchObject({ status: 404 });
  });
});
