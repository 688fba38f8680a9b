import { newCallbackSecret } from '@org/media-activities';
import { until } from '@org/tests-support';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { callbackOf, isOurs, QUICK } from './support/callback-world.ts';
import { PAYLOAD } from './support/ledger.ts';
import { answers, isGenuine, saysNothing, startReceiver } from './support/receiver.ts';
import { useReceiver, useWorld } from './support/use-world.ts';

describe('a delivery', () => {
  it('is over with the first 2xx', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(202)]);
    const delivery = await world.deliver(receiver.url);
    expect(await delivery.result()).toEqual({ delivered: true, attempts: 1 });

    const [post] = receiver.received;
    const [secret] = world.ledger.secrets;
    expect(post?.body).toBe(PAYLOAD);
    expect(post?.headers['webhook-id']).toBe(callbackOf(delivery));
    expect(post && isGenuine(secret ?? '', post)).toBe(true);
    expect(world.ledger.row(callbackOf(delivery)).state).toBe('delivered');
  });

  it('is tried again after failures, under the same id and at its own time', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(500), answers(404), answers(200)]);
    const delivery = await world.deliver(receiver.url);
    expect(await delivery.result()).toEqual({ delivered: true, attempts: 3 });

    const id = callbackOf(delivery);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id, id]);
    expect(world.ledger.attemptsOf(id).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 404],
      [3, 200],
    ]);
    const times = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    const kept = world.ledger.attemptsOf(id).map(({ at }) => Math.floor(at / 1_000));
    expect(times).toEqual(kept);
  });

  it('gives up on an answer that does not come, and goes on', async (test) => {
    const world = await useWorld(test, { post: { timeoutMs: 500 } });
    const receiver = await useReceiver(test, [saysNothing, answers(200)]);
    const delivery = await world.deliver(receiver.url);
    expect(await delivery.result()).toEqual({ delivered: true, attempts: 2 });
    expect(world.ledger.attemptsOf(callbackOf(delivery))[0]).toMatchObject({ error: 'no end after 500 ms' });
  });

  it('outlasts a receiver that is away', async (test) => {
    const world = await useWorld(test);
    const gone = await startReceiver([answers(200)]);
    await gone.close();
    const delivery = await world.deliver(gone.url, { scheduleMs: [0, ...Array<number>(49).fill(200)] });
    const id = callbackOf(delivery);
    await until('an attempt in vain', () => world.ledger.attemptsOf(id).length > 0);
    expect(world.ledger.attemptsOf(id)[0]?.error).toContain('ECONNREFUSED');

    const { port, pathname } = new URL(gone.url);
    const back = await useReceiver(test, [answers(200)], { port: Number(port), path: pathname });
    expect(await delivery.result()).toMatchObject({ delivered: true });
    expect(back.received).toHaveLength(1);
  });

  it('waits at least as long as Retry-After asks', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(503, { 'retry-after': '2' }), answers(200)]);
    const delivery = await world.deliver(receiver.url);
    expect(await delivery.result()).toEqual({ delivered: true, attempts: 2 });
    const { events } = await delivery.fetchHistory();
    const waits = events?.map((event) =>
      Number(event.timerStartedEventAttributes?.startToFireTimeout?.seconds ?? 0),
    );
    expect(Math.max(...(waits ?? []))).toBe(2);
  });

  it('is dead at once when the receiver is gone for good', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(410)]);
    const delivery = await world.deliver(receiver.url);
    expect(await delivery.result()).toEqual({
      delivered: false,
      attempts: 1,
      reason: 'the receiver answered 410',
    });
    expect(world.ledger.row(callbackOf(delivery)).state).toBe('dead');
  });

  it('is dead after its schedule, and a replay delivers it under the same id', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [...QUICK.map(() => answers(500)), answers(200)]);
    const delivery = await world.deliver(receiver.url);
    expect(await delivery.result()).toMatchObject({ delivered: false, attempts: QUICK.length });
    const id = callbackOf(delivery);
    expect(world.ledger.row(id)).toMatchObject({ state: 'dead', replays: 0 });

    expect(world.ledger.replay(id)).toBe(1);
    const again = await world.start(id);
    expect(again.workflowId).not.toBe(delivery.workflowId);
    expect(await again.result()).toEqual({ delivered: true, attempts: 1 });
    expect(world.ledger.row(id).state).toBe('delivered');
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    expect(world.ledger.attemptsOf(id).map(({ replay }) => replay)).toEqual([0, 0, 0, 0, 1]);
  });

  it('that is cancelled sends nothing more, and can be replayed', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(500), answers(200)]);
    const delivery = await world.deliver(receiver.url, { scheduleMs: [0, 3_600_000] });
    const id = callbackOf(delivery);
    await until('the first attempt', () => world.ledger.attemptsOf(id).length === 1);
    await delivery.cancel();
    const error: unknown = await delivery.result().catch((cause: unknown) => cause);
    expect((error as Error).cause).toBeInstanceOf(CancelledFailure);
    expect(world.ledger.row(id).state).toBe('dead');
    expect(receiver.received).toHaveLength(1);

    world.ledger.replay(id);
    expect(await (await world.start(id)).result()).toMatchObject({ delivered: true });
  });

  it('with an empty schedule fails at once, and says what to give', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(200)]);
    const delivery = await world.deliver(receiver.url, { scheduleMs: [] });
    const error: unknown = await delivery.result().catch((cause: unknown) => cause);
    expect((error as Error).cause).toMatchObject({ type: 'BadInput' });
  });

  it('starts with the delay that it was given', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(200)]);
    const delivery = await world.deliver(receiver.url, { firstDelayMs: 50 });
    await delivery.result();
    const { events } = await delivery.fetchHistory();
    expect(events?.filter((event) => event.timerStartedEventAttributes)).toHaveLength(1);
  });
});

describe('what a delivery leaves behind', () => {
  it('holds neither the query of the address, nor the payload, nor a secret, nor what the receiver said', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(500), answers(200)]);
    const delivery = await world.deliver(receiver.url);
    await delivery.result();
    const left = JSON.stringify([
      await delivery.fetchHistory(),
      world.ledger.attemptsOf(callbackOf(delivery)),
    ]);
    expect(left).toContain(callbackOf(delivery));
    for (const word of ['secret-of-the-receiver', 'whsec_', 'pipeline.succeeded', 'receivers say']) {
      expect(left).not.toContain(word);
      expect(left).not.toContain(Buffer.from(word).toString('base64').slice(0, -4));
    }
  });
});

describe('secrets', () => {
  it('are rotated without a gap: old and new receivers believe while both sign', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(200)]);
    const [old = ''] = world.ledger.secrets;
    const fresh = newCallbackSecret();
    const believed = async (): Promise<[boolean, boolean]> => {
      await (await world.deliver(receiver.url)).result();
      const last = receiver.received.at(-1) ?? { headers: {}, body: '' };
      return [isGenuine(old, last), isGenuine(fresh, last)];
    };
    expect(await believed()).toEqual([true, false]);
    world.ledger.secrets.unshift(fresh);
    expect(await believed()).toEqual([true, true]);
    world.ledger.secrets.pop();
    expect(await believed()).toEqual([false, true]);
  });

  it('show what was forged or changed', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(200)]);
    await (await world.deliver(receiver.url)).result();
    const [post = { headers: {}, body: '' }] = receiver.received;
    const [secret = ''] = world.ledger.secrets;
    const withHeader = (name: string, value: string) => ({
      ...post,
      headers: { ...post.headers, [name]: value },
    });
    expect(isGenuine(secret, post)).toBe(true);
    expect(isGenuine(secret, { ...post, body: `${post.body} ` })).toBe(false);
    expect(isGenuine(secret, withHeader('webhook-id', 'cb_other'))).toBe(false);
    expect(isGenuine(secret, withHeader('webhook-timestamp', '1700000000'))).toBe(false);
    expect(isGenuine(secret, withHeader('webhook-signature', `v1,${'A'.repeat(43)}=`))).toBe(false);
    expect(isGenuine(newCallbackSecret(), post)).toBe(false);
  });
});

describe('addresses of our own network', () => {
  it.for([
    'http://localhost/hook',
    'http://2130706433/hook',
    'http://0x7f.1/hook',
    'http://[::ffff:127.0.0.1]/hook',
    'http://[64:ff9b::7f00:1]/hook',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.7/hook',
    'http://[fd00::1]/hook',
    'http://user:password@example.com/hook',
    'ftp://example.com/hook',
  ])('are refused: %s', async (url, test) => {
    const world = await useWorld(test, { post: { allowPrivateAddresses: false } });
    const delivery = await world.deliver(url, { scheduleMs: [0] });
    expect(await delivery.result()).toMatchObject({
      delivered: false,
      reason: expect.stringContaining('the URL is refused') as string,
    });
  });

  it('are not reached by a redirect', async (test) => {
    const inside = await useReceiver(test, [answers(200)]);
    const world = await useWorld(test);
    const redirects = [301, 302, 303, 307, 308].map((status) => answers(status, { location: inside.url }));
    const receiver = await useReceiver(test, redirects);
    const delivery = await world.deliver(receiver.url, { scheduleMs: [0, 1, 1, 1, 1] });
    expect(await delivery.result()).toMatchObject({ delivered: false, attempts: 5 });
    expect(receiver.received).toHaveLength(5);
    expect(inside.received).toEqual([]);
  });

  it('are not reached by a name that leads elsewhere the second time', async (test) => {
    const leads = ['127.0.0.1', '169.254.169.254', '10.0.0.7', '::1'];
    const lookup = async (): Promise<{ address: string; family: number }[]> => {
      const address = leads.shift() ?? '10.0.0.8';
      return [{ address, family: address.includes(':') ? 6 : 4 }];
    };
    const world = await useWorld(test, { post: { lookup, allowPrivateAddresses: isOurs } });
    const receiver = await useReceiver(test, [answers(500)]);
    const delivery = await world.deliver(receiver.url.replace('127.0.0.1', 'rebinding.test'));
    expect(await delivery.result()).toMatchObject({ delivered: false, attempts: 4 });
    const attempts = world.ledger.attemptsOf(callbackOf(delivery));
    expect(attempts.map(({ status }) => status)).toEqual([500, undefined, undefined, undefined]);
    expect(JSON.stringify(attempts)).not.toMatch(/169\.254|10\.0\.0/);
    expect(receiver.received).toHaveLength(1);
  });
});
