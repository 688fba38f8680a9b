import { until } from '@org/tests-support';
import { describe, expect, it, type TestContext } from 'vitest';
import { callbackOf, type CallbackWorld } from './support/callback-world.ts';
import { forkWorker, type ForkedWorker } from './support/forked-worker.ts';
import { answers, isGenuine, saysNothing } from './support/receiver.ts';
import { useReceiver, useWorld } from './support/use-world.ts';

function useForkedWorker(test: Pick<TestContext, 'onTestFinished'>, world: CallbackWorld): ForkedWorker {
  const worker = forkWorker(world);
  test.onTestFinished(worker.kill);
  return worker;
}

describe('kill -9 of the worker', () => {
  it('between request and answer, twice: sent again under the same id, and recorded once', async (test) => {
    const world = await useWorld(test, { callbacksWorker: false });
    const receiver = await useReceiver(test, [saysNothing, saysNothing, answers(200)]);
    const delivery = await world.deliver(receiver.url);
    for (const requests of [1, 2]) {
      const worker = useForkedWorker(test, world);
      await until(`request ${requests}`, () => receiver.received.length === requests);
      await worker.kill();
    }
    useForkedWorker(test, world);
    expect(await delivery.result()).toEqual({ delivered: true, attempts: 1 });

    const id = callbackOf(delivery);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id, id]);
    const [secret = ''] = world.ledger.secrets;
    expect(receiver.received.map((post) => isGenuine(secret, post))).toEqual([true, true, true]);
    expect(world.ledger.attemptsOf(id)).toEqual([expect.objectContaining({ attempt: 1, status: 200 })]);
  });

  it('between answer and record: what it had told is recorded, and nothing is sent again', async (test) => {
    const world = await useWorld(test, { callbacksWorker: false });
    const receiver = await useReceiver(test, [answers(200)]);
    const never = new Promise<void>(() => undefined);
    world.ledger.beforeRecord = () => never;
    const worker = useForkedWorker(test, world);
    const delivery = await world.deliver(receiver.url);
    await until('the end to be told', async () => {
      const { raw } = await delivery.describe();
      const [payload] = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? [];
      return Buffer.from(payload?.data ?? '').includes('"status":200');
    });
    await worker.kill();
    world.ledger.beforeRecord = () => undefined;
    useForkedWorker(test, world);
    expect(await delivery.result()).toEqual({ delivered: true, attempts: 1 });
    expect(receiver.received).toHaveLength(1);
    expect(world.ledger.attemptsOf(callbackOf(delivery))).toMatchObject([{ attempt: 1, status: 200 }]);
  });
});

describe('a catalog that is away', () => {
  it('after the request costs no second one', async (test) => {
    const world = await useWorld(test);
    const receiver = await useReceiver(test, [answers(200)]);
    let failures = 0;
    world.ledger.beforeRecord = () => {
      if (++failures <= 2) throw new Error('the database does not answer');
    };
    const delivery = await world.deliver(receiver.url);
    expect(await delivery.result()).toEqual({ delivered: true, attempts: 1 });
    expect(failures).toBe(3);
    expect(receiver.received).toHaveLength(1);
  });
});
