import { describe, expect, it } from 'vitest';
import type { FakeService } from './testing/fake-service.js';
import { logNormal, MINUTE, report, simulate, wideLogNormal } from './testing/simulate-watch.js';

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

  describe('with log-normal durations of sigma 1, whose ends no duration foretells', () => {
    const WIDE = { lanes: 25, tasksPerLane: 60, durationMs: wideLogNormal, warmUp: 100 };

    it.each([
      // 2.6 s between lists alone come to 0.95 reads each; what takes long lies beyond their first page.
      { name: 'no progress', progressStep: undefined, calls: 2.1, detectionMs: 1_750 },
      { name: 'progress in tens, which is too coarse', progressStep: 10, calls: 2.1, detectionMs: 1_750 },
      { name: 'progress in percent', progressStep: 1, calls: 1.85, detectionMs: 1_350 },
    ])('$name: at most $calls calls per task, ends seen within $detectionMs ms', async (row) => {
      for (const handOverEvery of [Infinity, 200]) {
        const arrange = (service: FakeService): void => {
          service.behaviour.progressStep = row.progressStep;
        };
        const figures = await simulate({ ...WIDE, handOverEvery, arrange });
        report(`25 lanes, sigma 1, ${row.name}, handed over every ${handOverEvery} ends`, figures);
        expect(figures.callsPerTask).toBeLessThanOrEqual(row.calls);
        expect(figures.meanDetectionMs).toBeLessThanOrEqual(row.detectionMs);
      }
    });

    it.each([
      // Lists of 100 then reach back 26 s only: most of what is watched lies on further pages.
      { name: 'no progress', progressStep: undefined, calls: 5, detectionMs: 3_000 },
      { name: 'progress in percent', progressStep: 1, calls: 3.5, detectionMs: 1_350 },
    ])('$name, beside 200 foreign tasks: at most $calls calls per task', async (row) => {
      const arrange = (service: FakeService): void => {
        service.behaviour.progressStep = row.progressStep;
      };
      const figures = await simulate({ ...WIDE, foreignTasks: 200, arrange });
      report(`25 lanes, sigma 1, ${row.name}, beside 200 foreign tasks`, figures);
      expect(figures.callsPerTask).toBeLessThanOrEqual(row.calls);
      expect(figures.meanDetectionMs).toBeLessThanOrEqual(row.detectionMs);
    });

    it('foretells ends though replies take longer or shorter', async () => {
      const figures = await simulate({
        ...WIDE,
        arrange: ({ behaviour }, random) => {
          behaviour.progressStep = 1;
          Object.defineProperty(behaviour, 'latencyMs', { get: () => 50 + 350 * random() });
        },
      });
      report('25 lanes, sigma 1, replies within 50 to 400 ms', figures);
      expect(figures.callsPerTask).toBeLessThanOrEqual(1.9);
      expect(figures.meanDetectionMs).toBeLessThanOrEqual(1_500);
    });

    it('costs no more than without progress when progress stands still before the end', async () => {
      const figures = await simulate({
        ...WIDE,
        arrange: (service, random) => {
          service.behaviour.progressStep = 1;
          service.behaviour.progressShare = () => 0.5 + 0.5 * random();
        },
      });
      report('25 lanes, sigma 1, progress that is no use', figures);
      expect(figures.callsPerTask).toBeLessThanOrEqual(2.15);
      expect(figures.meanDetectionMs).toBeLessThanOrEqual(1_750);
    });

    it.each([undefined, 1])('learns kinds apart (progress in %s)', async (progressStep) => {
      const figures = await simulate({
        ...WIDE,
        kinds: ['video', 'video', 'video', 'video', 'image'],
        durationMs: (random, kind) => wideLogNormal(random) / (kind === 'image' ? 6 : 1),
        arrange: (service) => {
          service.behaviour.progressStep = progressStep;
        },
      });
      report(`20 lanes of 60 s and 5 of 10 s, sigma 1, progress in ${progressStep}`, figures);
      expect(figures.callsPerTask).toBeLessThanOrEqual(1.8);
      expect(figures.meanDetectionMs).toBeLessThanOrEqual(1_750);
    });
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

  it.each([25, 100, 500])('keeps %i lanes of instant tasks busy by lists', async (lanes) => {
    const figures = await simulate({
      lanes,
      tasksPerLane: lanes === 500 ? 6 : 20,
      durationMs: (random) => 5 * random(),
      arrange: ({ behaviour }, random) => {
        Object.defineProperty(behaviour, 'latencyMs', { get: () => 10 + 40 * random() });
      },
    });
    report(`${lanes} lanes of instant tasks`, figures);
    expect(figures.meanDetectionMs).toBeLessThanOrEqual(275);
    expect(figures.callsPerTask).toBeLessThanOrEqual(1.3);
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

  describe('with webhooks', () => {
    const LANES = { lanes: 25, tasksPerLane: 8, durationMs: wideLogNormal, warmUp: 50 };

    it.each([
      { name: 'all arrive', lostShare: 0, foreignTasks: 0, calls: 2.2, lateMs: 50 },
      { name: 'one in five is lost', lostShare: 0.2, foreignTasks: 0, calls: 2.2, lateMs: 6_000 },
      {
        name: 'one in five is lost, beside 200 foreign tasks',
        lostShare: 0.2,
        foreignTasks: 200,
        calls: 3,
        lateMs: 6_000,
      },
    ])('$name: at most $calls calls per task', async ({ name, lostShare, calls, lateMs, foreignTasks }) => {
      const figures = await simulate({
        ...LANES,
        foreignTasks,
        webhooks: { lostShare, noticedWithinMs: 20_000 },
      });
      report(`25 lanes, sigma 1, webhooks: ${name}`, figures);
      expect(figures.callsPerTask).toBeLessThanOrEqual(calls);
      expect(figures.meanDetectionMs).toBeLessThanOrEqual(lateMs);
    });

    it.each([2_000, 60_000])(
      'finds the end of a task of %i ms within half a minute when its webhook is lost',
      async (ms) => {
        const webhooks = { lostShare: 0.2, noticedWithinMs: 20_000 };
        const figures = await simulate({ lanes: 25, tasksPerLane: 8, durationMs: () => ms, webhooks });
        report(`25 lanes of ${ms} ms, one webhook in five is lost`, figures);
        expect(figures.maxDetectionMs).toBeLessThanOrEqual(33_500);
        expect(figures.callsPerTask).toBeLessThanOrEqual(2.2);
      },
    );

    it.each([
      { lanes: 250, ms: 2_000, heldMs: 3_000 },
      { lanes: 200, ms: 60_000, heldMs: 7_500 },
    ])('frees the slots of $lanes lanes of $ms ms early', async ({ lanes, ms, heldMs }) => {
      const webhooks = { lostShare: 0, noticedWithinMs: 20_000 };
      const figures = await simulate({
        ...{ lanes, tasksPerLane: 8, durationMs: () => ms, staggerMs: ms / lanes, warmUp: lanes },
        webhooks,
      });
      report(`${lanes} lanes of ${ms} ms, staggered, all webhooks arrive`, figures);
      expect(figures.meanHeldMs).toBeLessThanOrEqual(heldMs);
      expect(figures.callsPerTask).toBeLessThanOrEqual(2.2);
    });

    it('reads at the usual pace when none arrives', async () => {
      const webhooks = { lostShare: 1, noticedWithinMs: 20_000 };
      const figures = await simulate({ ...LANES, tasksPerLane: 20, warmUp: 100, webhooks });
      report('25 lanes, sigma 1, no webhook arrives', figures);
      expect(figures.meanDetectionMs).toBeLessThanOrEqual(2_500);
      expect(figures.callsPerTask).toBeLessThanOrEqual(2.2);
    });
  });
});
