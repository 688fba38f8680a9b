import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../../testing/attempt-bench.js';
import { serviceError } from './testing/fake-temporal.js';
import { begin, createBench, pipelineItem, type Bench, type RunningItem } from './testing/pipeline-bench.js';
import { pipelineStatusOf } from './testing/pipeline-status-of.js';

const RESULT = { ingestedUrl: 'https://out.test/a.mp4', files: {} };
const REFUSED = 'stage ingest: the key was refused (401)';
const UNAVAILABLE = 14;

function park({ clock, temporal }: Bench, { since = clock.now(), probed = 0, reason = REFUSED } = {}): void {
  const parked = { reason, since, nextProbeAt: since + (probed + 1) * 600_000 };
  temporal.behaviour.status = { ...pipelineStatusOf(), phase: 'parked', parked };
}

function unpark({ temporal }: Bench): void {
  temporal.behaviour.status = { ...pipelineStatusOf(), phase: 'running' };
}

/** A pipeline that was started and parked a minute ago. */
async function createParked(): Promise<Bench> {
  const bench = createBench();
  bench.temporal.addRun();
  park(bench);
  await bench.clock.advance(60_000);
  return bench;
}

/** Ends the pipeline and expects the attempt to have waited for that. */
async function expectWatched(bench: Bench, { outcome }: RunningItem): Promise<void> {
  bench.temporal.close('COMPLETED', { result: RESULT });
  expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'succeeded');
  expect(bench.clock.sleepers()).toBe(0);
}

describe('processPipeline: a pipeline that parks', () => {
  it('is told as a blocked account, with its reason, and left as it is', async () => {
    const bench = createBench();
    const { outcome } = begin(bench);
    await bench.clock.advance(1_000);
    park(bench);
    const failure = await bench.clock.runUntil(rejectionOf(outcome));
    expect(failure).toMatchObject({ type: 'AccountBlocked', nonRetryable: true });
    expect(String(failure)).toContain(REFUSED);
    expect(bench.temporal.calls).toMatchObject({ cancel: 0, signal: 0 });
    expect(bench.clock.sleepers()).toBe(0);
  });

  it('is found soon after its start, and within a minute later on', async () => {
    const bench = createBench();
    const { outcome } = begin(bench);
    await bench.clock.advance(9_000);
    expect(bench.temporal.calls.query).toBe(0);
    await bench.clock.advance(3_000);
    expect(bench.temporal.calls.query).toBe(1);
    await bench.clock.advance(3_600_000);
    // Waits of 10, 20 and 40 seconds, then of a minute, each with a second after it.
    expect(bench.temporal.calls.query).toBeGreaterThan(55);
    expect(bench.temporal.calls.query).toBeLessThan(65);
    const before = bench.clock.now();
    park(bench);
    await bench.clock.runUntil(rejectionOf(outcome));
    expect(bench.clock.now() - before).toBeLessThanOrEqual(61_000);
  });

  it.each([serviceError(UNAVAILABLE, 'no worker'), 'silence' as const])(
    'is waited for like any other while it does not say so: %s',
    async (trouble) => {
      const bench = createBench();
      const attempt = begin(bench);
      await bench.clock.advance(1_000);
      park(bench);
      bench.temporal.behaviour.trouble.query = trouble;
      await bench.clock.advance(300_000);
      expect(bench.temporal.calls.query).toBeGreaterThan(3);
      bench.temporal.behaviour.trouble = {};
      unpark(bench);
      await expectWatched(bench, attempt);
    },
  );

  it('is cancelled like any other', async () => {
    const bench = createBench();
    const attempt = begin(bench);
    await bench.clock.advance(1_000);
    park(bench);
    attempt.cancel({ cancelRequested: true });
    await bench.clock.advance(120_000);
    expect(bench.temporal.calls).toMatchObject({ cancel: 1, signal: 0, query: 0 });
    await expectWatched(bench, attempt);
  });
});

describe('processPipeline: a pipeline that is found parked', () => {
  it('is told once, and at once, that the account works, and is then waited for', async () => {
    const bench = await createParked();
    const signals: string[] = [];
    bench.temporal.behaviour.onSignal = (name) => {
      signals.push(name);
      unpark(bench);
    };
    const attempt = begin(bench);
    await bench.clock.advance(1_000);
    expect(signals).toEqual(['resumePipeline']);
    await bench.clock.advance(300_000);
    expect(signals).toHaveLength(1);
    await expectWatched(bench, attempt);
  });

  it('has all the time it needs to probe', async () => {
    const bench = await createParked();
    const attempt = begin(bench);
    await bench.clock.advance(600_000);
    expect(bench.temporal.calls.signal).toBe(1);
    await expectWatched(bench, attempt);
  });

  it('counts as parked again once it has probed in vain', async () => {
    const bench = await createParked();
    const since = bench.clock.now() - 60_000;
    bench.temporal.behaviour.onSignal = () => {
      park(bench, { since, probed: 1, reason: 'still unpaid (402)' });
    };
    const failure = await bench.clock.runUntil(rejectionOf(begin(bench).outcome));
    expect(failure).toMatchObject({ type: 'AccountBlocked' });
    expect(String(failure)).toContain('still unpaid (402)');
    expect(bench.temporal.calls.signal).toBe(1);
  });

  it('counts as parked again when its probe succeeds and its work is refused all the same', async () => {
    const bench = await createParked();
    bench.temporal.behaviour.onSignal = () => {
      park(bench);
    };
    const failure = await bench.clock.runUntil(rejectionOf(begin(bench).outcome));
    expect(failure).toMatchObject({ type: 'AccountBlocked' });
    expect(bench.temporal.calls.signal).toBe(1);
  });

  it('is told when it answers, if it did not do so at first', async () => {
    const bench = await createParked();
    bench.temporal.behaviour.trouble.query = serviceError(UNAVAILABLE, 'no worker');
    const attempt = begin(bench);
    await bench.clock.advance(1_000);
    bench.temporal.behaviour.trouble = {};
    await bench.clock.advance(20_000);
    expect(bench.temporal.calls.signal).toBe(1);
    await expectWatched(bench, attempt);
  });

  it('needs to be told nothing when it ends just then', async () => {
    const bench = await createParked();
    bench.temporal.behaviour.trouble.signal = serviceError(UNAVAILABLE, 'connection refused');
    const { outcome } = begin(bench);
    await bench.clock.advance(500);
    bench.temporal.behaviour.trouble = {};
    bench.temporal.close('COMPLETED', { result: RESULT });
    expect(await bench.clock.runUntil(outcome)).toHaveProperty('outcome', 'succeeded');
  });

  it('is stopped without a word', async () => {
    const bench = await createParked();
    const attempt = begin(bench, pipelineItem({ stop: true }));
    await bench.clock.advance(120_000);
    expect(bench.temporal.calls).toMatchObject({ cancel: 1, signal: 0, query: 0 });
    await expectWatched(bench, attempt);
  });
});
