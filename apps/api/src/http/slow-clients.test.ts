import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutOffSlowClients } from './slow-clients.js';

const PATIENCE = { headersMs: 300, bodyMs: 300, stallMs: 300 };
const LONG_MS = 4 * PATIENCE.stallMs;

describe('cutOffSlowClients', () => {
  let server: Server;
  beforeAll(async () => {
    // Far longer about it than a client may be: before it reads what was sent, and before it answers.
    server = createServer((request, response) => {
      void (async () => {
        await delay(request.headers['x-read-late'] ? LONG_MS : 0);
        const body = await text(request);
        await delay(LONG_MS);
        response.end(`took ${body.length}`);
      })();
    });
    cutOffSlowClients(server, { uploads: '/uploads', patience: PATIENCE });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const post = async (path: string, body: string, headers: Record<string, string> = {}): Promise<string> => {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
    return answer.text();
  };

  it.each(['/uploads', '/other'])(
    'lets us be slow with an answer to what has all arrived (%s)',
    async (path) => {
      expect(await post(path, 'all of it')).toBe('took 9');
    },
  );

  it('does not take a client for slow whose upload we do not read', async () => {
    const large = 'x'.repeat(16 * 1_024 * 1_024);
    expect(await post('/uploads', large, { 'x-read-late': 'yes' })).toBe(`took ${large.length}`);
  });
});
