import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { CreateRequest, RemoteTask } from '@org/ittybit-client';
import { pause } from '../clock.js';
import { fail, ok, warn, type Check } from './check.js';
import type { ProbeClient } from './remote-checks.js';

/** A list that lags longer than this counts as not listing the task at all. */
const LIST_WITHIN_MS = 20_000;

export interface ProbeOptions {
  readonly client: ProbeClient;
  /** A URL the service can read. One tiny image is made of it. */
  readonly input: string;
  readonly listWithinMs?: number;
  /** Ends the probe with its reason, though not in the middle of a create: whether a task was made must be known. */
  readonly signal: AbortSignal;
}

/** Finds out with one real task what the service honours of what exactly-once work stands on. It may cost money. */
export async function probeRemote(options: ProbeOptions): Promise<Check[]> {
  const { client, input, signal } = options;
  signal.throwIfAborted();
  const probe = randomUUID();
  const metadata = { media_doctor: probe };
  const request: CreateRequest = {
    kind: 'image',
    input,
    options: { width: 64, format: 'webp', start: 0 },
    metadata,
  };
  const idempotencyKey = `doctor-${probe}`;
  const { task } = await client.create(request, { idempotencyKey });
  signal.throwIfAborted();
  const again = await client.create(request, { idempotencyKey });
  const read = await client.get(task.id, { signal });
  return [
    ok('probe: task', `${task.id} was created`),
    replayCheck(task, again.task),
    echoCheck(read, metadata),
    await lagCheck(options, task.id),
    await inputFilterCheck(options),
    await kindFilterCheck(options),
  ];
}

function replayCheck(task: RemoteTask, again: RemoteTask): Check {
  const name = 'probe: key replay';
  if (task.id === again.id) return ok(name, 'the same idempotency key gives the same task');
  return fail({
    name,
    found: `the same key made two tasks (${task.id}, ${again.id})`,
    meaning: 'A create that is repeated after a lost reply or a dead worker is paid twice.',
    advice: 'Keep WORKER_REMOTE_SLOTS low, and look at "batch-runner orphans" after every crash.',
  });
}

function echoCheck(read: RemoteTask, metadata: Record<string, string>): Check {
  const name = 'probe: metadata echo';
  const echoed = Object.entries(metadata).every(([key, value]) =>
    isDeepStrictEqual(read.metadata[key], value),
  );
  if (echoed) return ok(name, 'metadata comes back');
  return fail({
    name,
    found: 'metadata does not come back',
    meaning:
      'A task cannot be found again by its operation once its key is older than a day, and "orphans" sees nothing.',
    advice: 'Keep stage deadlines under 22 hours.',
  });
}

async function lagCheck(
  { client, input, listWithinMs = LIST_WITHIN_MS, signal }: ProbeOptions,
  id: string,
): Promise<Check> {
  const name = 'probe: list lag';
  const began = Date.now();
  for (;;) {
    const { tasks } = await client.list({ input, limit: 100 }, { signal });
    const lagMs = Date.now() - began;
    if (tasks.some((task) => task.id === id)) return ok(name, `listed after ${lagMs} ms`);
    if (lagMs > listWithinMs) {
      return warn({
        name,
        found: `not listed within ${Math.round(lagMs / 1_000)} s`,
        meaning: 'Tasks are watched one by one instead of by lists: more calls, and throttling comes sooner.',
        advice: 'Nothing must be done; expect more requests per task.',
      });
    }
    await pause(500, signal);
    signal.throwIfAborted();
  }
}

async function inputFilterCheck({ client, input, signal }: ProbeOptions): Promise<Check> {
  const name = 'probe: list filter by input';
  const nonsense = new URL(`/media-doctor-${randomUUID()}`, 'https://example.invalid').href;
  const [matching, none] = [
    await client.list({ input, limit: 100 }, { signal }),
    await client.list({ input: nonsense, limit: 100 }, { signal }),
  ];
  const honoured =
    none.tasks.length === 0 && matching.tasks.every((task) => task.input === null || task.input === input);
  if (honoured) return ok(name, 'honoured');
  return warn({
    name,
    found: 'ignored',
    meaning: 'Looking for a task pages through the whole list: slow on a busy account, but right.',
    advice: 'Nothing must be done.',
  });
}

async function kindFilterCheck({ client, signal }: ProbeOptions): Promise<Check> {
  const name = 'probe: list filter by kind';
  const [images, audio] = [
    await client.list({ kind: 'image', limit: 100 }, { signal }),
    await client.list({ kind: 'audio', limit: 100 }, { signal }),
  ];
  const honoured =
    images.tasks.every((t) => t.kind === 'image') && audio.tasks.every((t) => t.kind === 'audio');
  if (honoured) return ok(name, 'honoured');
  return warn({
    name,
    found: 'ignored',
    meaning: 'Lists hold more than is needed.',
    advice: 'Nothing must be done.',
  });
}
