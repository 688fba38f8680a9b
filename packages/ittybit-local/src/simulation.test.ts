import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.js';
import { drawDuration, planTask } from './simulation.js';
import { startServer, VIDEO, type Body } from './testing/start-server.js';

describe('drawDuration', () => {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('draws a log-normal whose mean is the mean asked for', () => {
    const random = seededRandom('mean');
    const draws = Array.from({ length: 20_000 }, () =>
      drawDuration({ distribution: 'logNormal', meanMs: 60_000, sigma: 0.5 }, random),
    );
    expect(mean(draws)).toBeGreaterThan(58_500);
    expect(mean(draws)).toBeLessThan(61_500);
    expect(Math.min(...draws)).toBeGreaterThan(0);
  });

  it('draws a uniform within its bounds, a constant and nothing', () => {
    const random = seededRandom(1);
    const draws = Array.from({ length: 1000 }, () =>
      drawDuration({ distribution: 'uniform', minMs: 10, maxMs: 20 }, random),
    );
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...draws)).toBeLessThanOrEqual(20);
    expect(drawDuration({ distribution: 'constant', ms: 5 }, random)).toBe(5);
    expect(drawDuration({ distribution: 'instant' }, random)).toBe(0);
  });
});

describe('planTask', () => {
  const simulation = {
    duration: { distribution: 'logNormal' as const, meanMs: 1000, sigma: 1 },
    failureShare: 0.3,
    permanentFailureShare: 0.1,
  };
  const plan = (seed: number, drawKey: string) =>
    planTask(simulation, seed, { drawKey, simulate: undefined, now: 0 });

  it('plans the same for the same seed and task, and otherwise for another', () => {
    expect(plan(1, 'a')).toEqual(plan(1, 'a'));
    expect(plan(1, 'a').endAt).not.toBe(plan(2, 'a').endAt);
    expect(plan(1, 'a').endAt).not.toBe(plan(1, 'b').endAt);
  });

  it('fails the shares that were asked for', () => {
    const plans = Array.from({ length: 5000 }, (_, index) => plan(1, String(index)));
    const share = (kind: string): number =>
      plans.filter(({ error }) => error?.kind === kind).length / plans.length;
    expect(share('internal_error')).toBeCloseTo(0.3, 1);
    expect(share('format_unsupported')).toBeCloseTo(0.1, 1);
  });

  it('divides queueing and duration by the time scale', () => {
    const scaled = {
      duration: { distribution: 'constant' as const, ms: 60_000 },
      queueMs: 1000,
      timeScale: 10,
    };
    expect(planTask(scaled, 1, { drawKey: '', simulate: undefined, now: 5 })).toMatchObject({
      startAt: 105,
      endAt: 6105,
    });
  });
});

describe('a simulated task', () => {
  it('is queued, then processing with progress, then succeeded, all by the clock', async () => {
    let now = Date.now();
    const start = now;
    const simulation = { duration: { distribution: 'constant' as const, ms: 1000 }, queueMs: 500 };
    const server = await startServer({ clock: () => now, simulation });
    const { body } = await server.post('/tasks', VIDEO);
    const seen = async (ms: number): Promise<Body> => {
      now = start + ms;
      return (await server.get(`/tasks/${body.id}`)).body;
    };
    expect(await seen(499)).toMatchObject({ status: 'queued', progress: null, started_at: null });
    expect(await seen(750)).toMatchObject({ status: 'processing', progress: 25, started_at: start + 500 });
    expect(await seen(1499)).toMatchObject({ status: 'processing', progress: 99 });
    expect(await seen(1500)).toMatchObject({ status: 'succeeded', progress: 100, finished_at: start + 1500 });
  });

  it('ends on time even when nobody looked in between, and also while the server was down', async () => {
    let now = Date.now();
    const start = now;
    const options = {
      clock: () => now,
      simulation: { duration: { distribution: 'constant' as const, ms: 1000 } },
    };
    const first = await startServer(options);
    const { body } = await first.post('/tasks', VIDEO);
    await first.close();
    now += 3_600_000;
    const second = await startServer({ ...options, dataDir: first.dataDir });
    expect((await second.get(`/tasks/${body.id}`)).body).toMatchObject({
      status: 'succeeded',
      finished_at: start + 1000,
    });
  });

  it('does as options.simulate says', async () => {
    let now = Date.now();
    const server = await startServer({ clock: () => now });
    const create = (simulate: object) => server.post('/tasks', { ...VIDEO, options: { simulate } });
    const [cancelled, never] = [
      await create({ ending: 'cancelled', durationMs: 10 }),
      await create({ ending: 'never' }),
    ];
    now += 3_600_000;
    expect((await server.get(`/tasks/${cancelled.body.id}`)).body.status).toBe('cancelled');
    expect((await server.get(`/tasks/${never.body.id}`)).body.status).toBe('processing');
  });
});
