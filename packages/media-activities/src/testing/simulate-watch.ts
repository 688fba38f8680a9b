import { createRemoteAccount } from '../remote-account.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { createFakeService, type FakeService } from './fake-service.js';
import { seededRandom } from './seeded-random.js';
import type { RemoteWatcher, WatchRequest } from '../remote-watcher.js';

/** Lanes that watch one task after the other, in simulated time. */
export interface Simulation {
  readonly lanes: number;
  readonly tasksPerLane: number;
  /** How long a task runs, in ms. */
  readonly durationMs: (random: () => number, kind: Kind) => number;
  /** What lanes ask for in turn; `video` when absent. */
  readonly kinds?: readonly Kind[];
  /** Time between the starts of two lanes, in ms. */
  readonly staggerMs?: number;
  readonly foreignTasks?: number;
  /** After so many ends all watches are given up and begun again, as when a batch continues as new. */
  readonly handOverEvery?: number;
  /** Ends of the beginning, in which nothing is known, that no figure counts. */
  readonly warmUp?: number;
  /** Webhooks tell the ends. */
  readonly webhooks?: SimulatedWebhooks;
  readonly arrange?: (service: FakeService, random: () => number) => void;
}

interface SimulatedWebhooks {
  /** How many of 1 do not arrive. */
  readonly lostShare: number;
  /** A heartbeat tells a wait within this time that a webhook has ended it. */
  readonly noticedWithinMs: number;
}

export interface Figures {
  /** Creates and reads, from the end of the warm-up to the start of the last task: lanes are busy all the time. */
  readonly callsPerTask: number;
  readonly meanDetectionMs: number;
  readonly maxDetectionMs: number;
  /** How long a wait, and its slot, outlasts the end of its task, where webhooks tell ends. */
  readonly meanHeldMs: number;
}

interface World {
  readonly clock: FakeClock;
  readonly service: FakeService;
  readonly watcher: RemoteWatcher;
  readonly random: () => number;
  readonly detections: number[];
  readonly held: number[];
  /** What goes on after its lane has gone on. */
  readonly waits: Promise<unknown>[];
  /** Tasks begun so far: lanes take them from one queue. */
  begun: number;
  handOver: AbortController;
  handOverAt: number;
  /** Calls and ends, at the end of the warm-up and when the last task began. */
  readonly marks: { calls: number; ends: number }[];
}

type Kind = 'video' | 'image';

const request = (input: string, kind: Kind = 'video'): { kind: Kind; input: string } => ({
  kind,
  input,
});

/** One lane: tasks one after the other, each watched to its end. */
async function lane(world: World, simulation: Simulation, index: number): Promise<void> {
  const { clock, service, random } = world;
  const { lanes, tasksPerLane, durationMs, kinds = ['video'] } = simulation;
  while (world.begun < lanes * tasksPerLane) {
    const kind = kinds[index % kinds.length] ?? 'video';
    const input = `https://ours.test/${world.begun++}`;
    service.behaviour.durationMs = () => durationMs(random, kind);
    const startedAt = clock.now();
    const { task } = await service.client.create(request(input, kind), { idempotencyKey: input });
    if (world.begun === lanes * tasksPerLane) mark(world);
    const watched = { remoteId: task.id, kind, input, startedAt, seen: { task, how: 'created' } } as const;
    if (simulation.webhooks) await untilTold(world, watched, simulation.webhooks);
    else await watchToEnd(world, watched);
    await countEnd(world, simulation);
  }
}

async function watchToEnd(world: World, request: Omit<WatchRequest, 'signal' | 'onUpdate'>): Promise<void> {
  const { clock, watcher, detections } = world;
  let watched = request;
  for (;;) {
    const { signal } = world.handOver;
    try {
      const end = await watcher.watch({ ...watched, signal, onUpdate: () => undefined });
      if (!('ended' in end)) throw new Error(`${request.remoteId} was given up as lost`);
      detections.push(clock.now() - (end.ended.finishedAt ?? NaN));
      return;
    } catch (error) {
      if (!signal.aborted) throw error;
      await clock.sleep(world.random() * 5_000);
      watched = { ...request, seen: undefined };
    }
  }
}

/** Ends when a webhook comes or a read finds the end. After a webhook the wait goes on until a heartbeat tells it. */
async function untilTold(
  world: World,
  watched: Omit<WatchRequest, 'signal' | 'onUpdate'>,
  { lostShare, noticedWithinMs }: SimulatedWebhooks,
): Promise<void> {
  const { clock, service, watcher, random, detections } = world;
  const { endsAt = NaN } = service.tasks.find(({ task }) => task.id === watched.remoteId) ?? {};
  const wait = new AbortController();
  let came = false;
  const read = watcher.watch({
    ...watched,
    webhook: { noticedWithinMs, hasCome: () => came },
    signal: wait.signal,
    onUpdate: () => undefined,
  });
  const left = read.then(nothing, nothing).then(() => world.held.push(clock.now() - endsAt));
  world.waits.push(left);
  if (random() < lostShare) {
    await read;
  } else {
    const found = new AbortController();
    const webhook = clock.sleep(endsAt - clock.now(), found.signal).then(async () => {
      await service.client.get(watched.remoteId);
      came = true;
      world.waits.push(
        clock.sleep(random() * noticedWithinMs * 0.8).then(() => {
          wait.abort(new Error('NOT_FOUND'));
        }),
      );
    });
    world.waits.push(webhook.catch(() => undefined));
    await Promise.race([webhook, read]);
    found.abort(new Error('a read was first'));
  }
  detections.push(clock.now() - endsAt);
}

const nothing = (): void => undefined;

async function countEnd(world: World, { handOverEvery = Infinity, warmUp = 0 }: Simulation): Promise<void> {
  const ends = world.detections.length;
  if (world.marks.length === 0 && ends >= warmUp) mark(world);
  if (ends >= world.handOverAt) {
    world.handOverAt += handOverEvery;
    const { handOver } = world;
    world.handOver = new AbortController();
    handOver.abort();
  }
}

function mark({ marks, service, detections }: World): void {
  const { create, get, list } = service.calls;
  marks.push({ calls: create + get + list, ends: detections.length });
}

/** Foreign tasks come at the rate and with the durations of ours, and are already there when ours begin. */
async function foreign(
  world: World,
  { foreignTasks = 0, durationMs }: Simulation,
  signal: AbortSignal,
): Promise<void> {
  const { clock, service, random } = world;
  for (let turn = 0; foreignTasks > 0; turn++) {
    const ms = durationMs(random, 'video');
    service.add(request(`https://foreign.test/${turn}`), { endsAt: clock.now() + ms });
    await clock.sleep(60_000 / foreignTasks, signal);
  }
}

export async function simulate(simulation: Simulation): Promise<Figures> {
  const clock = createFakeClock();
  const service = createFakeService(clock);
  const random = seededRandom(7);
  const { watcher } = createRemoteAccount({ client: service.client, clock, random });
  const world: World = {
    clock,
    service,
    watcher,
    random,
    detections: [],
    held: [],
    waits: [],
    begun: 0,
    handOver: new AbortController(),
    handOverAt: simulation.handOverEvery ?? Infinity,
    marks: [],
  };
  simulation.arrange?.(service, random);
  const stop = new AbortController();
  const others = foreign(world, simulation, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  if (!simulation.warmUp) mark(world);
  if (simulation.foreignTasks) await clock.advance(60_000);
  const lanes = Array.from({ length: simulation.lanes }, async (_, index) => {
    await clock.sleep(index * (simulation.staggerMs ?? 0));
    await lane(world, simulation, index);
  });
  await clock.runUntil(Promise.all(lanes));
  await clock.runUntil(Promise.all(world.waits));
  stop.abort();
  await others;
  if (clock.sleepers() > 0) throw new Error('something is left that sleeps');
  return figuresOf(world, simulation);
}

function figuresOf({ service, detections, held, marks }: World, { warmUp }: Simulation): Figures {
  const [from, to] = marks;
  const { create, get, list } = service.calls;
  const calls = create + get + list;
  const seen = detections.slice(from?.ends);
  const counted =
    warmUp && from && to ? (to.calls - from.calls) / (to.ends - from.ends) : calls / detections.length;
  return {
    callsPerTask: counted,
    meanDetectionMs: seen.reduce((sum, ms) => sum + ms, 0) / seen.length,
    maxDetectionMs: Math.max(...seen),
    meanHeldMs: held.reduce((sum, ms) => sum + ms, 0) / Math.max(1, held.length),
  };
}

/** Shows figures, since the limits in tests are not what is reached. */
export function report(name: string, figures: Figures): void {
  const { callsPerTask, meanDetectionMs, maxDetectionMs, meanHeldMs } = figures;
  const held = meanHeldMs > 0 ? `, slots held for ${Math.round(meanHeldMs)} ms more` : '';
  process.stdout.write(
    `${name}: ${callsPerTask.toFixed(2)} calls per task, detection ${Math.round(meanDetectionMs)} ms on average, ` +
      `${Math.round(maxDetectionMs)} ms at most${held} (simulated)\n`,
  );
}

export const MINUTE = (): number => 60_000;
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Median 60 s, one in ten below 36 s, one in ten above 100 s. */
export const logNormal = (random: () => number): number => 60_000 * Math.exp(0.4 * normal(random));
/** Mean 60 s, one in ten below 10 s, one in ten above 131 s, one in a hundred above 6 minutes. */
export const wideLogNormal = (random: () => number): number => 60_000 * Math.exp(normal(random) - 0.5);
