import { describe, expect, it } from 'vitest';
import { createRemoteAccount } from './remote-account.js';
import { createFakeClock, type FakeClock } from './testing/fake-clock.js';
import { createFakeService, type FakeService } from './testing/fake-service.js';
import { seededRandom } from './testing/seeded-random.js';
import type { RemoteWatcher } from './remote-watcher.js';

interface Simulation {
  readonly lanes: number;
  readonly tasksPerLane: number;
  /** How long a task runs, in ms. */
  readonly durationMs: (random: () => number) => number;
  /** Time between the starts of two lanes, in ms. */
  readonly staggerMs?: number;
  readonly foreignTasks?: number;
  readonly arrange?: (service: FakeService, random: () => number) => void;
}

interface Figures {
  /** Creates and reads, those of the first minute included, in which nothing ends and nothing is known. */
  readonly callsPerTask: number;
  readonly meanDetectionMs: number;
  readonly maxDetectionMs: number;
}

interface World {
  readonly clock: FakeClock;
  readonly service: FakeService;
  readonly watcher: RemoteWatcher;
  readonly random: () => number;
  readonly detections: number[];
}

const request = (input: string): { kind: 'video'; input: string } => ({ kind: 'video', input });

/** One lane: tasks one after the other, each watched to its end. */
async function lane(world: World, { tasksPerLane, durationMs }: Simulation, index: number): Promise<void> {
  const { clock, service, watcher, random, detections } = world;
  for (let turn = 0; turn < tasksPerLane; turn++) {
    const input = `https://ours.test/${index}/${turn}`;
    service.behaviour.durationMs = () => durationMs(random);
    const { task } = await service.client.create(request(input), { idempotencyKey: input });
    const end = await watcher.watch({
      remoteId: task.id,
      kind: 'video',
      input,
      startedAt: clock.now(),
      seen: { task, how: 'created' },
      signal: new AbortController().signal,
      onUpdate: () => undefined,
    });
    if (!('ended' in end)) throw new Error(`${task.id} was given up as lost`);
    detections.push(clock.now() - (end.ended.finishedAt ?? NaN));
  }
}

/** Foreign tasks come at the rate and with the durations of ours, and are already there when ours begin. */
async function foreign(
  world: World,
  { foreignTasks = 0, durationMs }: Simulation,
  signal: AbortSignal,
): Promise<void> {
  const { clock, service, random } = world;
  for (let turn = 0; foreignTasks > 0; turn++) {
    const ms = durationMs(random);
    service.add(request(`https://foreign.test/${turn}`), { endsAt: clock.now() + ms });
    await clock.sleep(60_000 / foreignTasks, signal);
  }
}

async function simulate(simulation: Simulation): Promise<Figures> {
  const clock = createFakeClock();
  const service = createFakeService(clock);
  const random = seededRandom(7);
  const { watcher } = createRemoteAccount({ client: service.client, clock, random });
  const world: World = { clock, service, watcher, random, detections: [] };
  simulation.arrange?.(service, random);
  const stop = new AbortController();
  const others = foreign(world, simulation, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  if (simulation.foreignTasks) await clock.advance(60_000);
  const lanes = Array.from({ length: simulation.lanes }, async (_, index) => {
    await clock.sleep(index * (simulation.staggerMs ?? 0));
    await lane(world, simulation, index);
  });
  await clock.runUntil(Promise.all(lanes));
  stop.abort();
  await others;
  expect(clock.sleepers()).toBe(0);
  return figuresOf(world, simulation);
}

function figuresOf({ service, detections }: World, { lanes, tasksPerLane }: Simulation): Figures {
  const { create, get, list } = service.calls;
  const total = detections.reduce((sum, ms) => sum + ms, 0);
  return {
    callsPerTask: (create + get + list) / (lanes * tasksPerLane),
    meanDetectionMs: total / detections.length,
    maxDetectionMs: Math.max(...detections),
  };
}

function report(name: string, figures: Figures): void {
  const { callsPerTask, meanDetectionMs, maxDetectionMs } = figures;
  process.stdout.write(
    `${name}: ${callsPerTask.toFixed(2)} calls per task, detection ${Math.round(meanDetectionMs)} ms on average, ` +
      `${Math.round(maxDetectionMs)} ms at most (simulated)\n`,
  );
}

const MINUTE = (): number => 60_000;
/** Median 60 s, one in ten below 36 s, one in ten above 100 s. */
const logNormal = (random: () => number): number => {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 60_000 * Math.exp(0.4 * normal);
};

describe('remote watcher, in simulated time', () => {
  it.each([
    { name: '25 lanes of 60 s, started at once', staggerMs: 0, foreignTasks: 0, limit: 2.0 },
    { name: '25 lanes of 60 s, staggered', staggerMs: 2_400, foreignTasks: 0, limit: 2.0 },
    {
      name: '25 lanes of 60 s at once beside 200 foreign tasks',
      staggerMs: 0,
      foreignTasks: 200,
      limit: 3.5,
    },
    {
      name: '25 lanes of 60 s staggered beside 200 foreign tasks',
      staggerMs: 2_400,
      foreignTasks: 200,
      limit: 3.5,
    },
  ])('$name: at most $limit calls per task, ends seen within 1,500 ms', async ({ name, limit, ...own }) => {
    const figures = await simulate({ lanes: 25, tasksPerLane: 4, durationMs: MINUTE, ...own });
    report(name, figures);
    expect(figures.callsPerTask).toBeLessThanOrEqual(limit);
    expect(figures.meanDetectionMs).toBeLessThanOrEqual(1_500);
  });

  it('stays near both goals when durations vary', async () => {
    const figures = await simulate({ lanes: 25, tasksPerLane: 6, durationMs: logNormal, staggerMs: 2_400 });
    report('25 lanes of log-normal durations', figures);
    expect(figures.callsPerTask).toBeLessThanOrEqual(2.5);
    expect(figures.meanDetectionMs).toBeLessThanOrEqual(1_500);
  });

  it('notices the end of a 2 s task within 0.3 s when it watches few', async () => {
    const figures = await simulate({ lanes: 1, tasksPerLane: 3, durationMs: () => 2_000 });
    report('one lane of 2 s', figures);
    expect(figures.meanDetectionMs).toBeLessThanOrEqual(300);
  });

  it('sees instant tasks at its first look', async () => {
    const figures = await simulate({ lanes: 2, tasksPerLane: 20, durationMs: () => 1 });
    report('two lanes of instant tasks', figures);
    expect(figures.meanDetectionMs).toBeLessThanOrEqual(500);
    expect(figures.callsPerTask).toBeLessThanOrEqual(3);
  });

  it('sees an early failure within a full round though its kind is known to take long', async () => {
    let count = 0;
    const figures = await simulate({
      lanes: 25,
      tasksPerLane: 4,
      durationMs: () => (count++ % 10 === 9 ? 3_000 : 60_000),
      arrange: (service) => {
        let ends = 0;
        service.behaviour.end = () =>
          ends++ % 10 === 9
            ? { state: 'failed', status: 'failed' }
            : { state: 'succeeded', status: 'succeeded', outputUrl: 'https://store.test/out' };
      },
    });
    report('25 lanes with early failures', figures);
    expect(figures.maxDetectionMs).toBeLessThanOrEqual(12_500);
  });

  it('does without what a lagging list does not show', async () => {
    const figures = await simulate({
      lanes: 25,
      tasksPerLane: 3,
      durationMs: MINUTE,
      staggerMs: 2_400,
      arrange: (service) => {
        service.behaviour.listLagMs = 5_000;
      },
    });
    report('25 lanes, list 5 s behind', figures);
    expect(figures.meanDetectionMs).toBeLessThanOrEqual(1_500);
    expect(figures.callsPerTask).toBeLessThanOrEqual(4);
  });
});
