import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Info } from '@temporalio/activity';
import type { IttybitActivities, RemoteWait, RemoteWork } from '@org/media-contracts';
import { createIttybitActivities } from '../create-ittybit-activities.js';
import { createRemoteAccount } from '../remote-account.js';
import { createRemoteAccounts } from '../remote-accounts.js';
import { givenAddress, type SourceAddress } from '../source-address.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { createFakeService, type FakeService } from './fake-service.js';

/** A worker process with one account, for attempts to run in. */
export interface AttemptBench {
  readonly clock: FakeClock;
  readonly service: FakeService;
  readonly activities: IttybitActivities;
  /** What was counted, as `name:label:label`. */
  readonly counted: string[];
  readonly work: (changes?: Partial<RemoteWork>) => RemoteWork;
  readonly attempt: (options?: Partial<Info>) => RunningAttempt;
  /** Another process: the same clock and service, a gate and a watcher of its own. */
  readonly otherProcess: () => AttemptBench;
}

interface RunningAttempt {
  readonly heartbeats: RemoteWait[];
  readonly run: <T>(activity: () => Promise<T>) => Promise<T>;
  readonly cancel: (why: Partial<Record<keyof ActivityCancellationDetails, boolean>>) => void;
}

const nothing = (): void => undefined;
/** The SDK logs every failure, which here are the point. */
export const quietLogger = {
  log: nothing,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
const HEARTBEAT_TIMEOUT_MS = 20_000;

export function createAttemptBench({
  sourceAddress = givenAddress,
  shared = withService(createFakeClock()),
}: {
  readonly sourceAddress?: SourceAddress;
  readonly shared?: { readonly clock: FakeClock; readonly service: FakeService };
} = {}): AttemptBench {
  const { clock, service } = shared;
  const counted: string[] = [];
  const metrics = {
    remoteCall: ({ call, outcome }: { call: string; outcome: string }) =>
      counted.push(`call:${call}:${outcome}`),
    remoteTask: ({ kind, outcome }: { kind: string; outcome: string }) =>
      counted.push(`task:${kind}:${outcome}`),
    waited: ({ reason }: { reason: string }) => counted.push(`waited:${reason}`),
  };
  const account = createRemoteAccount({ client: service.client, clock, random: () => 0.5, metrics });
  const accounts = createRemoteAccounts({
    accounts: new Map([['default', account]]),
    settingOf: (name) => `ITTYBIT_API_KEY_${name.toUpperCase()}`,
  });
  return {
    clock,
    service,
    counted,
    activities: createIttybitActivities({ accounts, sourceAddress, clock, metrics }),
    work: (changes = {}) => ({
      operation: { operationId: 'wf/run/transcode', generation: 1, startedAt: clock.now() },
      account: 'default',
      input: 'https://media.test/in.mp4',
      lineage: { workflowId: 'wf', runId: 'run' },
      ...changes,
    }),
    attempt: (info = {}) => startAttempt(clock, info),
    otherProcess: () => createAttemptBench({ sourceAddress, shared }),
  };
}

function withService(clock: FakeClock): { clock: FakeClock; service: FakeService } {
  return { clock, service: createFakeService(clock) };
}

function startAttempt(clock: FakeClock, info: Partial<Info>): RunningAttempt {
  const own = {
    activityId: 'g1-0123456789abcdef',
    heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS,
    scheduledTimestampMs: clock.now(),
    scheduleToCloseTimeoutMs: 3_600_000,
    startToCloseTimeoutMs: 600_000,
    ...info,
  };
  const environment = new MockActivityEnvironment(own, { logger: quietLogger });
  const heartbeats: RemoteWait[] = [];
  environment.on('heartbeat', (details: RemoteWait) => heartbeats.push(details));
  return {
    heartbeats,
    run: <T>(activity: () => Promise<T>) => {
      const result = environment.run<[], T, () => Promise<T>>(activity);
      // A test may look at the world before it looks at the result.
      result.catch(() => undefined);
      return result;
    },
    cancel: (why) => {
      const reason = why.workerShutdown ? 'WORKER_SHUTDOWN' : why.notFound ? 'NOT_FOUND' : 'CANCELLED';
      environment.cancel(reason, new ActivityCancellationDetails(why));
    },
  };
}

/** What a promise rejects with; fails the test when it does not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`resolved with ${JSON.stringify(outcome.value)} and should have rejected`);
}
