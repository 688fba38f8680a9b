import { ActivityNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { REMOTE_METADATA, type RemoteOutcome } from '@org/media-contracts';
import { createRemoteAccount } from '../remote-account.js';
import { createRemoteAccounts } from '../remote-accounts.js';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.js';
import { createFakeService, ittybitError, type FakeService, type FakeTask } from '../testing/fake-service.js';
import type { ToldActivity } from './told-activity.js';
import type { WebhookAnswer } from './webhook-answer.js';
import { createWebhookReceiver } from './webhook-receiver.js';
import { webhookToken } from './webhook-token.js';

const SECRET = 'a secret of thirty-two characters';
const ACTIVITY = { workflowId: 'wf', activityId: 'g1-0123456789abcdef' };

interface Bench {
  readonly clock: FakeClock;
  readonly service: FakeService;
  /** A task that the activity waits for, ended unless it is said to be running. */
  readonly task: (changes?: { running?: boolean; workflowId?: string; kind?: 'video' }) => FakeTask;
  /** Posts what the service would, or another body, and waits for the answer. */
  readonly post: (body: unknown, to?: { token?: string; account?: string }) => Promise<WebhookAnswer>;
  readonly completed: { activity: ToldActivity; outcome: RemoteOutcome }[];
  readonly counted: string[];
  readonly logged: string[];
  readonly temporal: { fail?: Error; latencyMs: number };
}

function bench(): Bench {
  const clock = createFakeClock();
  const service = createFakeService(clock);
  const completed: Bench['completed'] = [];
  const counted: string[] = [];
  const logged: string[] = [];
  const temporal: Bench['temporal'] = { latencyMs: 0 };
  const note = (message: string, attributes?: unknown): void => {
    logged.push(`${message} ${JSON.stringify(attributes)}`);
  };
  const receiver = createWebhookReceiver({
    accounts: createRemoteAccounts({
      accounts: new Map([['default', createRemoteAccount({ client: service.client, clock })]]),
      settingOf: (name) => `ITTYBIT_API_KEY_${name.toUpperCase()}`,
    }),
    secrets: [SECRET],
    complete: async (activity, outcome) => {
      await clock.sleep(temporal.latencyMs);
      if (temporal.fail) throw temporal.fail;
      const isOpen = !completed.some((own) => own.activity.activityId === activity.activityId);
      if (!isOpen) throw new ActivityNotFoundError('not found');
      completed.push({ activity, outcome });
    },
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    metrics: { webhook: ({ outcome }) => counted.push(outcome) },
  });
  return {
    clock,
    service,
    completed,
    counted,
    logged,
    temporal,
    task: ({ running = false, workflowId = 'wf' } = {}) => {
      const metadata = {
        [REMOTE_METADATA.workflowId]: workflowId,
        [REMOTE_METADATA.activityId]: ACTIVITY.activityId,
      };
      const request = { kind: 'video', input: 'https://media.test/in.mp4', metadata } as const;
      return service.add(request, { endsAt: running ? Infinity : clock.now() });
    },
    post: (body, { token, account = 'default' } = {}) =>
      clock.runUntil(
        receiver.receive({
          token: token ?? webhookToken(SECRET, { account, workflowId: 'wf' }),
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
  };
}

const tells = ({ task }: FakeTask, status = 'succeeded'): unknown => ({ id: task.id, status });

describe('createWebhookReceiver', () => {
  it("completes the waiting activity with what a poll would have returned, by the service's own word", async () => {
    const { service, task, post, completed, counted } = bench();
    const told = { id: task().task.id, status: 'succeeded', output: { url: 'https://forged.test/x' } };
    expect(await post(told)).toEqual({ status: 200, outcome: 'completed' });
    expect(completed).toMatchObject([
      {
        activity: ACTIVITY,
        outcome: {
          outcome: 'succeeded',
          remoteId: 'task_1',
          outputUrl: 'https://store.test/out',
          file: { url: 'https://store.test/out', kind: 'video', inspected: false },
          calls: 2,
        },
      },
    ]);
    expect(service.calls).toEqual({ create: 0, get: 1, list: 0 });
    expect(counted).toEqual(['completed']);
  });

  it.each([
    [
      { state: 'failed', status: 'failed', error: { kind: 'invalid_input', message: 'no video' } },
      'remoteFailed',
    ],
    [{ state: 'cancelled', status: 'cancelled' }, 'remoteCancelled'],
    [{ state: 'succeeded', status: 'succeeded', outputUrl: null }, 'remoteFailed'],
  ] as const)('passes %o on as %s', async (end, outcome) => {
    const { service, task, post, completed } = bench();
    service.behaviour.end = () => end;
    await post(tells(task()));
    expect(completed).toMatchObject([{ outcome: { outcome } }]);
  });

  it.each([
    ['an event', (own: unknown) => ({ object: 'event', kind: 'task.succeeded', data: own })],
    ['a typed envelope', (own: unknown) => ({ type: 'job.succeeded', data: own })],
  ])('reads %s', async (_shape, wrap) => {
    const { task, post } = bench();
    expect(await post(wrap(tells(task())))).toMatchObject({ outcome: 'completed' });
  });

  it('completes the activity of a pipeline that is an item of the batch', async () => {
    const { task, post, completed } = bench();
    await post(tells(task({ workflowId: 'wf-item-7-g1-00' })));
    expect(completed).toMatchObject([{ activity: { workflowId: 'wf-item-7-g1-00' } }]);
  });
});

describe('a webhook that tells nothing new', () => {
  it('forged says that a task has ended which runs: it is read, and nothing is done', async () => {
    const { task, post, completed } = bench();
    expect(await post(tells(task({ running: true })))).toEqual({ status: 200, outcome: 'running' });
    expect(completed).toEqual([]);
  });

  it('of an older state costs no read, and the end after it is taken', async () => {
    const { service, task, post } = bench();
    const own = task();
    expect(await post(tells(own, 'processing'))).toEqual({ status: 200, outcome: 'running' });
    expect(service.calls.get).toBe(0);
    expect(await post(tells(own))).toMatchObject({ outcome: 'completed' });
  });

  it('doubled is answered without another read, one after the other or at once', async () => {
    const { service, task, post, completed } = bench();
    const own = task();
    const answers = await Promise.all([post(tells(own)), post(tells(own))]);
    expect(answers).toEqual([
      { status: 200, outcome: 'completed' },
      { status: 200, outcome: 'repeated' },
    ]);
    expect(await post(tells(own))).toEqual({ status: 200, outcome: 'repeated' });
    expect(completed).toHaveLength(1);
    expect(service.calls.get).toBe(1);
  });

  it('late finds nothing that waits', async () => {
    const { task, post, temporal } = bench();
    temporal.fail = new ActivityNotFoundError('not found');
    expect(await post(tells(task()))).toEqual({ status: 200, outcome: 'late' });
  });
});

describe('a webhook that is refused', () => {
  it.each([
    [
      'of another secret',
      webhookToken('another secret of some thirty-two', { account: 'default', workflowId: 'wf' }),
    ],
    ['that is no token', 'guess'],
  ])('with a token %s: nothing is read', async (_how, token) => {
    const { service, task, post, counted } = bench();
    expect(await post(tells(task()), { token })).toMatchObject({ status: 404, outcome: 'refused' });
    expect(service.calls.get).toBe(0);
    expect(counted).toEqual(['refused']);
  });

  it.each(['', 'no json', '[]', '{"id":"task_1"}', '"text"', 'null'])('for its body %s', async (body) => {
    const { post } = bench();
    expect(await post(body)).toMatchObject({ status: 400, outcome: 'malformed' });
  });

  it('for a task that the account does not have', async () => {
    const { post } = bench();
    expect(await post({ id: 'task_9', status: 'failed' })).toMatchObject({ status: 404, outcome: 'unknown' });
  });

  it('for a task of another workflow, or of nobody', async () => {
    const { service, task, post, completed } = bench();
    expect(await post(tells(task({ workflowId: 'wf-2' })))).toMatchObject({
      status: 404,
      outcome: 'unknown',
    });
    const foreign = service.add({ kind: 'video', input: 'https://x.test/y' }, { endsAt: 0 });
    expect(await post(tells(foreign))).toMatchObject({ status: 404, outcome: 'unknown' });
    expect(completed).toEqual([]);
  });
});

describe('a webhook that is to be sent again', () => {
  it.each(['transient', 'accountBlocked'] as const)('while the service answers %s', async (decision) => {
    const { service, task, post, counted } = bench();
    service.fail('get', ittybitError(decision));
    const own = task();
    expect(await post(tells(own))).toMatchObject({ status: 503, outcome: 'unavailable' });
    expect(await post(tells(own))).toMatchObject({ status: 200, outcome: 'completed' });
    expect(counted).toEqual(['unavailable', 'completed']);
  });

  it('while the quota is used up, and says when to come again', async () => {
    const { service, task, post } = bench();
    service.fail('get', ittybitError('throttled', { retryAfterMs: 7_000 }));
    expect(await post(tells(task()))).toMatchObject({ status: 503, retryAfterSeconds: 7 });
    expect(service.calls.get).toBe(1);
  });

  it('when no key is there for its account, and the log names the setting', async () => {
    const { task, post, logged } = bench();
    expect(await post(tells(task()), { account: 'acme' })).toMatchObject({ status: 503 });
    expect(logged.join()).toContain('ITTYBIT_API_KEY_ACME');
  });

  it('when the service takes too long: the answer comes within a second', async () => {
    const { clock, service, task, post } = bench();
    service.behaviour.latencyMs = 60_000;
    const begunAt = clock.now();
    expect(await post(tells(task()))).toMatchObject({ status: 503, outcome: 'unavailable' });
    expect(clock.now() - begunAt).toBeLessThan(1_000);
    expect(clock.sleepers()).toBe(0);
  });

  it('when Temporal takes too long; when it comes again it is done', async () => {
    const { clock, task, post, temporal, completed } = bench();
    temporal.latencyMs = 3_000;
    const own = task();
    expect(await post(tells(own))).toMatchObject({ status: 503 });
    await clock.advance(3_000);
    expect(await post(tells(own))).toMatchObject({ status: 200, outcome: 'repeated' });
    expect(completed).toHaveLength(1);
  });

  it('when Temporal is away', async () => {
    const { task, post, temporal } = bench();
    temporal.fail = new Error('14 UNAVAILABLE');
    const own = task();
    expect(await post(tells(own))).toMatchObject({ status: 503 });
    delete temporal.fail;
    expect(await post(tells(own))).toMatchObject({ outcome: 'completed' });
  });

  it('and no token is in what is logged', async () => {
    const { service, task, post, logged } = bench();
    service.fail('get', ittybitError('transient'));
    await post(tells(task()));
    expect(logged).not.toEqual([]);
    expect(logged.join()).not.toContain(webhookToken(SECRET, { account: 'default', workflowId: 'wf' }));
  });
});
