import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallbackActivities, CallbackSent, SendCallbackInput } from '@org/media-contracts';
import type { GuardedFetchOptions } from '../guarded-fetch.js';
import { quietLogger, rejectionOf } from '../testing/attempt-bench.js';
import { createFakeClock } from '../testing/fake-clock.js';
import { createMemoryCallbacks, type MemoryCallbacks } from '../testing/memory-callbacks.js';
import { createCallbackActivities } from './create-callback-activities.js';
import { createCallbackPost } from './post-callback.js';
import { newCallbackSecret } from './signature.js';

const HOUR_MS = 3_600_000;
const ID = 'cb_1';
const PAYLOAD = '{"type": "pipeline.succeeded",  "data": {"word": "é"}}';
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers as it is told, and keeps what came. */
async function receive(answer: RequestListener): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

const answering =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end();

interface BenchOptions {
  readonly allowPrivateAddresses?: GuardedFetchOptions['allowPrivateAddresses'];
  readonly timeoutMs?: number;
  readonly lookup?: GuardedFetchOptions['lookup'];
  readonly open?: (secret: string) => string;
}

interface Bench {
  readonly callbacks: MemoryCallbacks;
  readonly log: string[];
  readonly secrets: string[];
  /** Where the clock stands. */
  readonly now: number;
  readonly send: (
    input?: Partial<SendCallbackInput>,
    info?: Partial<Info>,
  ) => Promise<{ sent: CallbackSent; heartbeats: unknown[] }>;
  /** As `send`, without a retry to come. */
  readonly sendLast: () => Promise<CallbackSent>;
  readonly abandon: (attempt: number) => Promise<void>;
}

function bench(url: string, options: BenchOptions = {}): Bench {
  const {
    allowPrivateAddresses = true,
    open = (secret: string) => secret,
    timeoutMs = 15_000,
    lookup,
  } = options;
  const clock = createFakeClock();
  const callbacks = createMemoryCallbacks();
  const secrets = [newCallbackSecret()];
  const log: string[] = [];
  const keep = (message: string, attributes?: unknown): void => {
    log.push(`${message} ${JSON.stringify(attributes)}`);
  };
  callbacks.put({ id: ID, url, payload: PAYLOAD });
  const activities = createCallbackActivities({
    callbacks,
    secretsOf: async () => secrets.map(open),
    post: createCallbackPost({ allowPrivateAddresses, timeoutMs, ...(lookup && { lookup }) }),
    clock,
    log: { debug: keep, info: keep, warn: keep, error: keep },
  });
  async function run<T>(
    activity: (activities: CallbackActivities) => Promise<T>,
    info: Partial<Info> = {},
  ): Promise<{ result: T; heartbeats: unknown[] }> {
    const environment = new MockActivityEnvironment(
      { heartbeatTimeoutMs: 20_000, ...info },
      { logger: quietLogger },
    );
    const heartbeats: unknown[] = [];
    environment.on('heartbeat', (details) => heartbeats.push(details));
    const result = await environment.run<[], T, () => Promise<T>>(() => activity(activities));
    return { result, heartbeats };
  }
  return {
    callbacks,
    log,
    secrets,
    now: clock.now(),
    send: async (input, info) => {
      const all = { callbackId: ID, attempt: 1, replay: 0, nextDelayMs: 5_000, ...input };
      const { result, heartbeats } = await run(({ sendCallback }) => sendCallback(all), info);
      return { sent: result, heartbeats };
    },
    sendLast: async () => {
      const input = { callbackId: ID, attempt: 10, replay: 0 };
      return (await run(({ sendCallback }) => sendCallback(input))).result;
    },
    abandon: async (attempt) => {
      await run(({ abandonCallback }) => abandonCallback({ callbackId: ID, attempt, replay: 0 }));
    },
  };
}

describe('sendCallback', () => {
  it('posts the payload as it is, signed with every secret, and keeps that it was taken', async () => {
    const { url, received } = await receive(answering(204));
    const { callbacks, secrets, now, send } = bench(url);
    secrets.push(newCallbackSecret());
    expect((await send()).sent).toEqual({ state: 'delivered' });

    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(body).toBe(PAYLOAD);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'media-callbacks/1',
      'webhook-id': ID,
      'webhook-timestamp': String(Math.floor(now / 1_000)),
    });
    const signatures = secrets.map((secret) => new Webhook(secret).sign(ID, new Date(now), PAYLOAD));
    expect(headers['webhook-signature']).toBe(signatures.join(' '));
    expect(callbacks.row(ID)?.state).toBe('delivered');
    expect(callbacks.attemptsOf(ID)).toEqual([
      { attempt: 1, replay: 0, at: now, durationMs: 0, status: 204 },
    ]);
  });

  it.each([400, 404, 429, 500, 503])(
    'asks for another attempt after %i, when the schedule has it',
    async (status) => {
      const { url } = await receive(answering(status));
      const { callbacks, now, send } = bench(url);
      const reason = `the receiver answered ${status}`;
      expect((await send()).sent).toEqual({ state: 'delivering', waitMs: 5_000, reason });
      expect(callbacks.row(ID)).toMatchObject({ state: 'delivering', nextAttemptAt: now + 5_000 });
      expect(callbacks.attemptsOf(ID)).toMatchObject([{ status }]);
    },
  );

  it.each([
    ['seconds', '60', 60_000],
    ['seconds that are over sooner than the schedule', '1', 5_000],
    ['more than a day', '999999', 24 * HOUR_MS],
    ['a date', new Date(createFakeClock().now() + HOUR_MS).toUTCString(), HOUR_MS],
    ['nothing that is known', 'soon', 5_000],
  ])('waits as Retry-After asks: %s', async (_what, value, waitMs) => {
    const { url } = await receive(answering(503, { 'retry-after': value }));
    expect((await bench(url).send()).sent).toMatchObject({ state: 'delivering', waitMs });
  });

  it('follows no redirect', async () => {
    const { url, received } = await receive(answering(307, { location: '/elsewhere' }));
    expect((await bench(url).send()).sent).toMatchObject({
      state: 'delivering',
      reason: 'the receiver answered 307',
    });
    expect(received).toHaveLength(1);
  });

  it('is dead after the last attempt, and at once when the receiver is gone', async () => {
    const failing = await receive(answering(500));
    const last = bench(failing.url);
    expect((await last.sendLast()).state).toBe('dead');
    expect(last.callbacks.row(ID)?.state).toBe('dead');

    const gone = await receive(answering(410, { 'retry-after': '60' }));
    const first = bench(gone.url);
    expect((await first.send()).sent).toMatchObject({ state: 'dead', reason: 'the receiver answered 410' });
    expect(first.callbacks.row(ID)?.state).toBe('dead');
  });

  it('takes a receiver that cannot be reached for one that failed', async () => {
    const { url } = await receive(answering(200));
    servers.splice(0).forEach((server) => server.close());
    const { sent } = await bench(url).send();
    expect(sent).toMatchObject({
      state: 'delivering',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('gives up on a receiver that says nothing, and takes the status of one that does not end', async () => {
    const silent = await receive(() => undefined);
    const { sent } = await bench(silent.url, { timeoutMs: 300 }).send();
    expect(sent).toMatchObject({ state: 'delivering', reason: 'no end after 300 ms' });
    const endless = await receive((_, response) => {
      response.writeHead(200).write('x');
    });
    expect((await bench(endless.url, { timeoutMs: 2_000 }).send()).sent).toEqual({ state: 'delivered' });
  });

  it('judges a name by where it leads when the socket connects, each time anew', async () => {
    const { url, received } = await receive(answering(500));
    const answers = ['127.0.0.1', '169.254.169.254'];
    const lookup = async (): Promise<{ address: string; family: number }[]> => [
      { address: answers.shift() ?? 'none', family: 4 },
    ];
    const allowPrivateAddresses = (address: string): boolean => address === '127.0.0.1';
    const { send } = bench(url.replace('127.0.0.1', 'rebinding.test'), { lookup, allowPrivateAddresses });
    expect((await send()).sent).toMatchObject({ reason: 'the receiver answered 500' });
    expect((await send({ attempt: 2 })).sent).toMatchObject({
      reason: expect.stringContaining('refused') as string,
    });
    expect(received).toHaveLength(1);
  });

  it('connects to no private address, and does not tell which one a name stands for', async () => {
    const { url, received } = await receive(answering(200));
    for (const target of [
      url,
      url.replace('127.0.0.1', 'localhost'),
      'http://169.254.169.254/',
      'ftp://h.test/',
    ]) {
      const { callbacks, send } = bench(target, { allowPrivateAddresses: false });
      const { sent } = await send();
      expect(sent, target).toMatchObject({
        state: 'delivering',
        reason: expect.stringContaining('refused') as string,
      });
      expect(JSON.stringify(callbacks.attemptsOf(ID))).not.toMatch(/127\.0\.0\.1|169\.254/);
    }
    expect(received).toEqual([]);
  });

  it('keeps nothing of what the receiver says beside its status, however long it is', async () => {
    const { url } = await receive((_, response) => {
      response.writeHead(500, 'token-7', { 'x-token': 'token-7' });
      response.end('token-7'.repeat(100_000));
    });
    const { callbacks, log, send } = bench(url);
    const { sent, heartbeats } = await send();
    expect(sent).toMatchObject({ state: 'delivering', reason: 'the receiver answered 500' });
    expect(JSON.stringify([sent, heartbeats, callbacks.attemptsOf(ID), log])).not.toContain('token-7');
  });
});

describe('an attempt that is tried again', () => {
  it('is not sent again when its end is known and the catalog was away', async () => {
    const { url, received } = await receive((_, response) => {
      callbacks.breakWith(new Error('the database does not answer'));
      response.end();
    });
    const { callbacks, send } = bench(url);
    expect(String(await rejectionOf(send()))).toContain('the database does not answer');
    // Nothing was asked of the receiver while it was away.
    await rejectionOf(send());
    expect(received).toHaveLength(1);

    callbacks.breakWith(undefined);
    const end = { at: 7, durationMs: 3, status: 200 };
    const { sent } = await send({}, { attempt: 3, heartbeatDetails: { posts: 1, end } });
    expect(sent).toEqual({ state: 'delivered' });
    expect(received).toHaveLength(1);
    expect(callbacks.attemptsOf(ID)).toEqual([{ attempt: 1, replay: 0, ...end }]);
  });

  it('tells its end before it is kept, and each request before it is made', async () => {
    const { url } = await receive(answering(200));
    const { now, send } = bench(url);
    const { heartbeats } = await send({}, { heartbeatDetails: { posts: 1 } });
    expect(heartbeats).toEqual([
      { posts: 1 },
      { posts: 2 },
      { posts: 2, end: { at: now, durationMs: 0, status: 200 } },
    ]);
  });

  it('is not sent again when the catalog knows its end', async () => {
    const { url, received } = await receive(answering(500));
    const { send } = bench(url);
    const first = await send();
    expect((await send()).sent).toEqual(first.sent);
    expect(received).toHaveLength(1);
  });

  it('is not sent a fourth time when workers die of it', async () => {
    const { url, received } = await receive(answering(200));
    const { sent } = await bench(url).send({}, { attempt: 4, heartbeatDetails: { posts: 3 } });
    expect(sent).toMatchObject({ state: 'delivering', reason: expect.stringContaining('3 times') as string });
    expect(received).toEqual([]);
  });

  it('has nothing to send once it was delivered, replayed or removed', async () => {
    const { url, received } = await receive(answering(200));
    const { callbacks, send } = bench(url);
    callbacks.put({ id: ID, url, state: 'delivered' });
    expect((await send()).sent).toEqual({ state: 'delivered' });
    callbacks.put({ id: ID, url, replays: 1 });
    expect((await send()).sent.state).toBe('dead');
    expect((await send({ callbackId: 'cb_none' })).sent.state).toBe('dead');
    expect(received).toEqual([]);
  });
});

describe('secrets', () => {
  it('cost an attempt when there is none: nothing goes out unsigned', async () => {
    const { url, received } = await receive(answering(200));
    const { secrets, send } = bench(url);
    secrets.splice(0);
    const { sent } = await send();
    expect(sent).toMatchObject({ state: 'delivering', reason: expect.stringContaining('secret') as string });
    expect(received).toEqual([]);
  });

  it('cost no attempt when they cannot be opened: that is ours to mend', async () => {
    const { url, received } = await receive(answering(200));
    const { callbacks, send } = bench(url, {
      open: () => {
        throw new Error('sealed with another key');
      },
    });
    expect(await rejectionOf(send())).toMatchObject({ type: 'Transient', nonRetryable: false });
    expect(callbacks.attemptsOf(ID)).toEqual([]);
    expect(received).toEqual([]);
  });

  it('are refused for an id that cannot be signed', async () => {
    const { url } = await receive(answering(200));
    const { callbacks, send } = bench(url);
    callbacks.put({ id: 'cb.1', url });
    expect(await rejectionOf(send({ callbackId: 'cb.1' }))).toMatchObject({
      type: 'BadInput',
      nonRetryable: true,
    });
  });
});

describe('abandonCallback', () => {
  it('makes dead what is under way, and changes nothing that has ended', async () => {
    const { url, received } = await receive(answering(200));
    const { callbacks, abandon } = bench(url);
    await abandon(2);
    expect(callbacks.row(ID)?.state).toBe('dead');
    expect(callbacks.attemptsOf(ID)).toMatchObject([
      { attempt: 2, error: expect.stringContaining('cancelled') as string },
    ]);
    callbacks.put({ id: ID, url, state: 'delivered' });
    await abandon(3);
    expect(callbacks.row(ID)?.state).toBe('delivered');
    expect(received).toEqual([]);
  });
});
