import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.js';
import { serve, type HttpServer } from './serve.js';

/** Short enough to wait for; a piece comes several times within each. In ms. */
const PATIENCE = { headersMs: 1_000, bodyMs: 1_500, stallMs: 1_500 };
const PIECE_MS = 300;

describe('a slow client', () => {
  let api: TestApi;
  let server: HttpServer;
  let key: string;
  beforeAll(async () => {
    api = await createTestApi();
    key = await api.keyOf('acme');
    server = await serve(api, { host: '127.0.0.1', port: 0, patience: PATIENCE });
  });
  afterAll(async () => {
    await server.close(0);
    await api.stop();
  });

  /** Sends the pieces at their pace, as long as the server listens, and returns what it answered until it hung up. */
  async function slowly(pieces: readonly string[]): Promise<string> {
    const socket: Socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    // Writing to whoever has hung up.
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    for (const piece of pieces) {
      if (socket.closed || socket.readableEnded) break;
      socket.write(piece);
      await delay(PIECE_MS);
    }
    await closed;
    return answer;
  }

  const head = (path: string, ...headers: string[]) =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: api.test',
      'Connection: close',
      `Authorization: Bearer ${key}`,
      ...headers,
    ]
      .map((line) => `${line}\r\n`)
      .join('');
  const pieces = (count: number) => Array.from({ length: count }, () => 'x');

  it('that does not come to the end of its headers is cut off', async () => {
    const answer = await slowly([head('/v1/pipelines'), ...pieces(60).map((piece) => `x-${piece}: y\r\n`)]);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that does not come to the end of its body is cut off, and others are answered meanwhile', async () => {
    const json = head('/v1/pipelines', 'Content-Type: application/json', 'Content-Length: 1000');
    const cutOff = slowly([`${json}\r\n{"source": "`, ...pieces(60)]);
    const other = await fetch(`${server.url}/v1/pipelines`, { headers: { authorization: `Bearer ${key}` } });
    expect(other.status).toBe(200);
    expect(await cutOff).toMatch(/^HTTP\/1\.1 408 /);
    expect(api.engine.started.size).toBe(0);
  });

  it('may take its time for an upload, as long as it goes on', async () => {
    const answer = await slowly([`${head('/v1/uploads', 'Content-Length: 12')}\r\n`, ...pieces(12)]);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
  });

  it('whose upload stalls is cut off, and nothing of it is kept', async () => {
    const before = (await api.store.list({ prefix: 'uploads/' })).objects.length;
    const answer = await slowly([`${head('/v1/uploads', 'Content-Length: 12')}\r\n`, 'x']);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect((await api.store.list({ prefix: 'uploads/' })).objects).toHaveLength(before);
  });
});
