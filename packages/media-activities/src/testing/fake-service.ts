import {
  IttybitError,
  type CreateRequest,
  type IttybitClient,
  type IttybitDecision,
  type IttybitOperation,
  type ListFilter,
  type RemoteTask,
} from '@org/ittybit-client';
import type { FakeClock } from './fake-clock.js';

export interface FakeTask {
  readonly task: RemoteTask;
  /** When it leaves `running`, by the clock; Infinity for never. */
  endsAt: number;
  /** What it looks like from then on. */
  end: Partial<RemoteTask>;
  /** See `progressShare`. */
  progressShare: number;
  /** Answered 404 by id, and left out of lists. */
  hidden: { get: boolean; list: boolean };
}

export interface FakeService {
  readonly client: Pick<IttybitClient, 'create' | 'get' | 'list'>;
  readonly calls: { create: number; get: number; list: number };
  readonly tasks: FakeTask[];
  /** The only task there is. */
  readonly only: () => FakeTask;
  readonly keys: string[];
  /** The next calls of a kind fail, in order. */
  readonly fail: (operation: 'create' | 'get' | 'list', ...errors: (IttybitError | 'afterwards')[]) => void;
  /** No call fails any more. */
  readonly heal: () => void;
  /** A task of somebody else, or one that exists from before. */
  readonly add: (request: CreateRequest, facts?: { endsAt?: number; createdAt?: number }) => FakeTask;
  readonly behaviour: {
    latencyMs: number;
    /** A list shows a task so long after its creation. */
    listLagMs: number;
    /** How long a new task runs, in ms. */
    durationMs: (request: CreateRequest) => number;
    /** How a new task ends. */
    end: (request: CreateRequest) => Partial<RemoteTask>;
    /** Progress is told in steps of so many percent; not at all for undefined. */
    progressStep: number | undefined;
    /** How much of the time has passed, of 1, when progress has come to its end and stands still. */
    progressShare: (request: CreateRequest) => number;
    /** What a repeated POST answers with. */
    replays: 'as it is' | 'as it began';
  };
}

export function ittybitError(
  decision: IttybitDecision,
  facts: { operation?: IttybitOperation; retryAfterMs?: number; message?: string } = {},
): IttybitError {
  const { operation = 'get', message = `the service said ${decision}`, retryAfterMs } = facts;
  return new IttybitError(message, { decision, operation, retryAfterMs });
}

const SUCCEEDED = { state: 'succeeded', status: 'succeeded', outputUrl: 'https://store.test/out' } as const;

/** The service as far as activities use it: keys, lists with cursors and lag, tasks that end by the clock. */
export function createFakeService(clock: FakeClock): FakeService {
  const tasks: FakeTask[] = [];
  const byKey = new Map<string, { body: string; fake: FakeTask }>();
  const failures: Record<'create' | 'get' | 'list', (IttybitError | 'afterwards')[]> = {
    create: [],
    get: [],
    list: [],
  };
  const service: FakeService = {
    client: { create, get, list },
    calls: { create: 0, get: 0, list: 0 },
    tasks,
    only: () => {
      const [first, second] = tasks;
      if (!first || second) throw new Error(`there are ${tasks.length} tasks and there should be one`);
      return first;
    },
    keys: [],
    fail: (operation, ...errors) => {
      failures[operation].push(...errors);
    },
    heal: () => {
      for (const planned of Object.values(failures)) planned.length = 0;
    },
    add,
    behaviour: {
      latencyMs: 20,
      listLagMs: 0,
      durationMs: () => 60_000,
      end: () => SUCCEEDED,
      progressStep: 10,
      progressShare: () => 1,
      replays: 'as it is',
    },
  };

  function add(request: CreateRequest, facts: { endsAt?: number; createdAt?: number } = {}): FakeTask {
    const createdAt = facts.createdAt ?? clock.now();
    const fake: FakeTask = {
      task: taskOf(request, `task_${tasks.length + 1}`, createdAt),
      endsAt: facts.endsAt ?? createdAt + service.behaviour.durationMs(request),
      end: service.behaviour.end(request),
      progressShare: service.behaviour.progressShare(request),
      hidden: { get: false, list: false },
    };
    tasks.push(fake);
    return fake;
  }

  /** Half the latency passes before the service acts, half before the caller knows. */
  async function answer<T>(
    operation: 'create' | 'get' | 'list',
    signal: AbortSignal | undefined,
    act: () => T,
  ): Promise<T> {
    service.calls[operation]++;
    await clock.sleep(service.behaviour.latencyMs / 2, signal);
    const failure = failures[operation].shift();
    if (failure && failure !== 'afterwards') throw failure;
    const result = act();
    await clock.sleep(service.behaviour.latencyMs / 2, signal);
    if (failure === 'afterwards') throw ittybitError('transient', { message: 'the reply was lost' });
    return result;
  }

  async function create(
    request: CreateRequest,
    options: { idempotencyKey?: string | undefined; signal?: AbortSignal | undefined } = {},
  ): ReturnType<IttybitClient['create']> {
    const key = options.idempotencyKey ?? '';
    service.keys.push(key);
    return answer('create', options.signal, () => {
      const body = JSON.stringify(request);
      const known = byKey.get(key);
      if (known && known.body !== body) throw ittybitError('conflict', { operation: 'create' });
      const fake = known?.fake ?? add(request);
      byKey.set(key, { body, fake });
      const asItBegan = known && service.behaviour.replays === 'as it began';
      return { task: asItBegan ? fake.task : shown(fake), replayed: known !== undefined };
    });
  }

  async function get(id: string, options: { signal?: AbortSignal | undefined } = {}): Promise<RemoteTask> {
    return answer('get', options.signal, () => {
      const fake = tasks.find(({ task }) => task.id === id);
      if (!fake || fake.hidden.get) throw ittybitError('notFound');
      return shown(fake);
    });
  }

  async function list(
    filter: ListFilter = {},
    options: { signal?: AbortSignal | undefined } = {},
  ): ReturnType<IttybitClient['list']> {
    return answer('list', options.signal, () => {
      const { limit = 20, after, input } = filter;
      const visible = tasks
        .filter(({ task, hidden }) => !hidden.list && (input === undefined || task.input === input))
        .filter(({ task }) => (task.createdAt ?? 0) + service.behaviour.listLagMs <= clock.now())
        .reverse();
      const start = after === undefined ? 0 : visible.findIndex(({ task }) => task.id === after) + 1;
      const page = visible.slice(start, start + limit).map(shown);
      return { tasks: page, next: start + limit < visible.length ? (page.at(-1)?.id ?? null) : null };
    });
  }

  function shown({ task, endsAt, end, progressShare }: FakeTask): RemoteTask {
    const now = clock.now();
    if (now >= endsAt) return { ...task, progress: 100, finishedAt: endsAt, ...end };
    const share = (now - (task.createdAt ?? now)) / (endsAt - (task.createdAt ?? now));
    const step = service.behaviour.progressStep;
    if (step === undefined) return { ...task, progress: null };
    const percent = Number.isFinite(share) ? Math.min((share * 100) / progressShare, 99) : 0;
    return { ...task, progress: Math.floor(percent / step) * step };
  }

  return service;
}

function taskOf(request: CreateRequest, id: string, createdAt: number): RemoteTask {
  return {
    id,
    object: 'task',
    kind: request.kind,
    input: request.input,
    status: 'processing',
    state: 'running',
    progress: null,
    outputUrl: null,
    output: null,
    error: null,
    metadata: request.metadata ?? {},
    createdAt,
    startedAt: createdAt,
    finishedAt: null,
    updatedAt: null,
    children: [],
  };
}
