import { describe, expect, it } from 'vitest';
import { startHttp } from '../testing/start-http.js';
import { startServer, until, VIDEO, type Body, type TestServer } from '../testing/start-server.js';
import type { IttybitLocalOptions } from '../options.js';

interface Receiver {
  url: string;
  bodies: Body[];
  /** Answers to give in turn; afterwards 200. 0 gives none. */
  answers: number[];
}

async function startReceiver(...answers: number[]): Promise<Receiver> {
  const receiver: Receiver = { url: '', bodies: [], answers };
  receiver.url = await startHttp((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      receiver.bodies.push(JSON.parse(text) as Body);
      const status = receiver.answers.shift() ?? 200;
      if (status > 0) response.writeHead(status).end();
    });
  });
  return receiver;
}

async function start(options: Partial<IttybitLocalOptions> = {}): Promise<TestServer> {
  return startServer({ webhooks: { firstRetryMs: 20, timeoutMs: 200 }, ...options });
}

async function createWith(server: TestServer, receiver: Receiver, options: object = {}): Promise<string> {
  return (await server.post('/tasks', { ...VIDEO, options, webhook_url: `${receiver.url}/hook` })).body.id;
}

const received = (receiver: Receiver, count: number) =>
  until(
    () => receiver.bodies,
    (bodies) => bodies.length >= count,
  );

describe('createWebhookSender', () => {
  it('posts the resource when a task ends, without anybody reading it', async () => {
    const receiver = await startReceiver();
    const server = await start();
    const id = await createWith(server, receiver, { simulate: { durationMs: 50 } });
    const [body] = await received(receiver, 1);
    expect(body).toMatchObject({
      id,
      status: 'succeeded',
      kind: 'video',
      output: { url: expect.stringContaining(id) as string },
    });
  });

  it('posts failures and cancellations too', async () => {
    const receiver = await startReceiver();
    const server = await start();
    await createWith(server, receiver, { simulate: { ending: 'failed' } });
    const id = await createWith(server, receiver, { simulate: { ending: 'never' } });
    await server.post(`/_local/tasks/${id}/cancel`, {});
    const bodies = await received(receiver, 2);
    expect(bodies.map(({ status }) => status).sort()).toEqual(['cancelled', 'failed']);
  });

  it('tries again after an error and after no answer, until it is taken', async () => {
    const receiver = await startReceiver(500, 0, 302);
    const server = await start();
    const id = await createWith(server, receiver);
    const bodies = await received(receiver, 4);
    expect(bodies.map((body) => body.id)).toEqual([id, id, id, id]);
  });

  it('gives up after the attempts allowed', async () => {
    const receiver = await startReceiver(500, 500, 500);
    const given: string[] = [];
    const server = await start({
      webhooks: { firstRetryMs: 1, maxAttempts: 2 },
      log: (_level, message) => given.push(message),
    });
    await createWith(server, receiver);
    await until(
      () => given,
      (messages) => messages.includes('A webhook was given up'),
    );
    expect(receiver.bodies).toHaveLength(2);
  });

  it('delivers after a restart what was not taken before', async () => {
    const receiver = await startReceiver(500);
    const first = await start({ webhooks: { firstRetryMs: 500 } });
    const id = await createWith(first, receiver);
    await received(receiver, 1);
    await first.close();
    await start({ dataDir: first.dataDir });
    const bodies = await received(receiver, 2);
    expect(bodies[1]?.id).toBe(id);
  });

  it('loses, doubles, forges, delays and disorders as the faults say', async () => {
    const receiver = await startReceiver();
    const server = await start();
    const statusesWith = async (
      rule: Parameters<TestServer['faults']['add']>[0],
      count: number,
    ): Promise<Body[]> => {
      receiver.bodies = [];
      server.faults.set({ rules: [rule] });
      await createWith(server, receiver, { simulate: { ending: 'failed', durationMs: 100 } });
      return received(receiver, count);
    };
    expect((await statusesWith({ fault: 'webhookDoubled' }, 2)).map(({ status }) => status)).toEqual([
      'failed',
      'failed',
    ]);
    const forged = await statusesWith({ fault: 'webhookForged' }, 2);
    expect(forged).toMatchObject([
      { status: 'succeeded', output: { url: expect.stringContaining('forged') as string } },
      { status: 'failed' },
    ]);
    const disordered = await statusesWith({ fault: 'webhookOutOfOrder' }, 2);
    expect(disordered.map(({ status }) => status)).toEqual(['failed', 'processing']);
    expect(await statusesWith({ fault: 'webhookLate', ms: 100 }, 1)).toHaveLength(1);
    receiver.bodies = [];
    server.faults.set({ rules: [{ fault: 'webhookLost', count: 1 }] });
    await createWith(server, receiver);
    await server.get('/tasks');
    const kept = await createWith(server, receiver);
    expect((await received(receiver, 1)).map(({ id }) => id)).toEqual([kept]);
  });

  it('refuses a private address that is not loopback', async () => {
    const refused: unknown[] = [];
    const server = await start({ log: (_level, _message, facts) => refused.push(facts?.['failure']) });
    await server.post('/tasks', { ...VIDEO, webhook_url: 'http://169.254.169.254/' });
    await until(
      () => refused.length,
      (count) => count > 0,
    );
    expect(refused[0]).toMatch(/private address/);
  });
});
