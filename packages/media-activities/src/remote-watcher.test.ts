import { describe, expect, it } from 'vitest';
import { createRemoteAccount } from './remote-account.js';
import type { WatchEnd, WatchRequest, WatchUpdate } from './remote-watcher.js';
import { rejectionOf } from './testing/attempt-bench.js';
import { createFakeClock, type FakeClock } from './testing/fake-clock.js';
import { createFakeService, ittybitError, type FakeService, type FakeTask } from './testing/fake-service.js';

interface Bench {
  readonly clock: FakeClock;
  readonly service: FakeService;
  readonly watch: (fake: FakeTask, changes?: Partial<WatchRequest>) => Promise<WatchEnd>;
  readonly updates: WatchUpdate[];
}

function bench(): Bench {
  const clock = createFakeClock();
  const service = createFakeService(clock);
  const { watcher } = createRemoteAccount({ client: service.client, clock, random: () => 0.5 });
  const updates: WatchUpdate[] = [];
  return {
    clock,
    service,
    updates,
    watch: (fake, changes = {}) =>
      watcher.watch({
        remoteId: fake.task.id,
        kind: 'video',
        input: 'https://media.test/in.mp4',
        startedAt: clock.now(),
        signal: new AbortController().signal,
        onUpdate: (update) => updates.push(update),
        ...changes,
      }),
  };
}

const request = { kind: 'video', input: 'https://media.test/in.mp4' } as const;

function tasks(service: FakeService, count: number): FakeTask[] {
  return Array.from({ length: count }, () => service.add(request));
}

describe('createRemoteWatcher', () => {
  it('watches again after everything has ended, and runs no timer in between', async () => {
    const { clock, service, watch } = bench();
    await clock.runUntil(watch(service.add(request)));
    expect(clock.sleepers()).toBe(0);
    const before = { ...service.calls };
    await clock.advance(3_600_000);
    expect(service.calls).toEqual(before);
    expect(await clock.runUntil(watch(service.add(request)))).toHaveProperty('ended.state', 'succeeded');
  });

  it('stops for the one whose signal aborts, with its reason, and goes on for the others', async () => {
    const { clock, service, watch } = bench();
    const [one, other] = tasks(service, 2);
    if (!one || !other) throw new Error('two tasks are needed');
    const controller = new AbortController();
    const leaving = rejectionOf(watch(one, { signal: controller.signal }));
    const staying = watch(other);
    await clock.advance(5_000);
    controller.abort(new Error('enough'));
    expect(await leaving).toHaveProperty('message', 'enough');
    expect(await clock.runUntil(staying)).toHaveProperty('ended.id', other.task.id);
  });

  it('aborts its request when nobody waits any more', async () => {
    const { clock, service, watch } = bench();
    service.behaviour.latencyMs = 60_000;
    const controller = new AbortController();
    const leaving = rejectionOf(watch(service.add(request), { signal: controller.signal }));
    await clock.advance(100);
    controller.abort(new Error('enough'));
    await leaving;
    await clock.advance(0);
    expect(clock.sleepers()).toBe(0);
  });

  it('takes somebody who comes as the last one leaves', async () => {
    const { clock, service, watch } = bench();
    const controller = new AbortController();
    const leaving = rejectionOf(watch(service.add(request), { signal: controller.signal }));
    await clock.advance(5);
    controller.abort(new Error('enough'));
    const coming = watch(service.add(request));
    await leaving;
    expect(await clock.runUntil(coming)).toHaveProperty('ended.state', 'succeeded');
  });

  it('finds 500 tasks again by lists, not one by one', async () => {
    const { clock, service, watch } = bench();
    const known = tasks(service, 500);
    await clock.advance(30_000);
    const ends = Promise.all(known.map((fake) => watch(fake)));
    await clock.advance(1_000);
    expect(service.calls.list + service.calls.get).toBeLessThanOrEqual(20);
    expect(await clock.runUntil(ends)).toHaveLength(500);
  });

  it('reads one by one when the service refuses lists', async () => {
    const { clock, service, watch } = bench();
    service.fail(
      'list',
      ...Array.from({ length: 99 }, () => ittybitError('badInput', { operation: 'list' })),
    );
    const ends = Promise.all(tasks(service, 12).map((fake) => watch(fake)));
    expect(await clock.runUntil(ends)).toHaveLength(12);
    expect(service.calls.list).toBe(1);
  });

  it('begins lists at the top when the service refuses a cursor', async () => {
    const { clock, service, watch } = bench();
    const { list } = service.client;
    const pages = new Set<string>();
    let refusals = 0;
    service.client.list = async (filter, options) => {
      if (filter?.after !== undefined && !pages.has(filter.after)) {
        refusals++;
        throw ittybitError('badInput', { operation: 'list' });
      }
      const page = await list(filter, options);
      if (page.next !== null) pages.add(page.next);
      return page;
    };
    const watchNew = (count: number): Promise<WatchEnd>[] =>
      tasks(service, count).map((fake) => watch(fake, { seen: { task: fake.task, how: 'created' } }));
    // Once tasks have taught how long they take, a cursor leaves out those that are too young, and pages of others.
    const ends: Promise<WatchEnd>[] = [];
    for (let turn = 0; turn < 60; turn++) {
      ends.push(...watchNew(2));
      for (let other = 0; other < 20; other++) service.add({ ...request, input: 'https://foreign.test/x' });
      await clock.advance(3_000);
    }
    expect(await clock.runUntil(Promise.all(ends))).toHaveLength(120);
    expect(refusals).toBe(1);
  });

  it('reads by id what a list does not show', async () => {
    const { clock, service, watch } = bench();
    const watched = tasks(service, 5);
    for (const { hidden } of watched.slice(0, 2)) hidden.list = true;
    expect(await clock.runUntil(Promise.all(watched.map((fake) => watch(fake))))).toHaveLength(5);
  });

  it('counts the time for which a task is missing anew each time', async () => {
    const { clock, service, watch, updates } = bench();
    service.behaviour.durationMs = () => 30 * 60_000;
    const fake = service.add(request);
    const end = watch(fake);
    for (let turn = 0; turn < 3; turn++) {
      await clock.advance(60_000);
      fake.hidden = { get: true, list: true };
      await clock.advance(4 * 60_000);
      expect(updates.at(-1)?.missingSince).toBeGreaterThan(clock.now() - 4 * 60_000 - 5_000);
      fake.hidden = { get: false, list: false };
      await clock.advance(60_000);
      expect(updates.at(-1)).toMatchObject({ missingSince: undefined });
    }
    expect(await clock.runUntil(end)).toHaveProperty('ended.state', 'succeeded');
  });

  it('looks for a missing task seldom while nothing can be read', async () => {
    const { clock, service, watch } = bench();
    const fake = service.add(request);
    const controller = new AbortController();
    const leaving = rejectionOf(watch(fake, { signal: controller.signal }));
    fake.hidden = { get: true, list: true };
    await clock.advance(60_000);
    const before = service.calls.list;
    service.fail('list', ...Array.from({ length: 1_000 }, () => ittybitError('transient')));
    await clock.advance(60_000);
    expect(service.calls.list - before).toBeLessThanOrEqual(5);
    controller.abort(new Error('enough'));
    await leaving;
  });

  it('tells whoever comes while the quota is used up', async () => {
    const { clock, service, watch, updates } = bench();
    service.fail('get', ittybitError('throttled', { retryAfterMs: 30_000 }));
    const first = watch(service.add(request));
    await clock.advance(1_000);
    updates.length = 0;
    const second = watch(service.add(request));
    expect(updates).toContainEqual(expect.objectContaining({ waitingFor: 'quota' }));
    await clock.runUntil(Promise.all([first, second]));
  });

  it('tells what a read came to for as long as reads fail', async () => {
    const { clock, service, watch, updates } = bench();
    service.fail('get', ittybitError('transient', { message: 'did not reach the service' }));
    const end = watch(service.add(request));
    await clock.runUntil(end);
    const told = updates.filter((update) => 'because' in update);
    expect(told).toContainEqual(
      expect.objectContaining({ waitingFor: 'retry', because: 'did not reach the service' }),
    );
    expect(told.at(-1)).toMatchObject({ waitingFor: 'remote', because: undefined });
  });

  it('asks seldom during an outage, and soon again after it', async () => {
    const { clock, service, watch } = bench();
    service.behaviour.durationMs = () => 3_600_000;
    const fake = service.add(request);
    const end = watch(fake);
    await clock.advance(60_000);
    const before = service.calls.get;
    service.fail('get', ...Array.from({ length: 1_000 }, () => ittybitError('transient')));
    await clock.advance(600_000);
    expect(service.calls.get - before).toBeLessThan(40);
    expect(service.calls.get - before).toBeGreaterThan(20);
    service.heal();
    fake.endsAt = clock.now();
    const endedAt = clock.now();
    await clock.runUntil(end);
    expect(clock.now() - endedAt).toBeLessThan(25_000);
  });

  it('fails the wait alone whose task is missing in a list too long to search', async () => {
    const { clock, service, watch } = bench();
    const missing = service.add(request);
    missing.hidden = { get: true, list: true };
    tasks(service, 5_000);
    const failed = rejectionOf(watch(missing));
    const other = watch(service.add(request));
    expect(await clock.runUntil(failed)).toHaveProperty('message', expect.stringContaining('given up'));
    expect(await clock.runUntil(other)).toHaveProperty('ended.state', 'succeeded');
  });

  it('fails the waits of a task whose id the service refuses, and only those', async () => {
    const { clock, service, watch } = bench();
    const refused = service.add(request);
    service.fail('get', ittybitError('badInput'));
    const failed = rejectionOf(watch(refused));
    expect(await clock.runUntil(failed)).toHaveProperty('decision', 'badInput');
    expect(await clock.runUntil(watch(service.add(request)))).toHaveProperty('ended');
  });

  it('fails everybody rather than leave them without a reader when it is at fault itself', async () => {
    const { clock, service, watch } = bench();
    service.client.get = async () => {
      throw new TypeError('a fault of ours');
    };
    expect(await clock.runUntil(rejectionOf(watch(service.add(request))))).toBeInstanceOf(TypeError);
    expect(clock.sleepers()).toBe(0);
  });
});

describe('createRemoteWatcher: webhooks that do not arrive', () => {
  it('says so once, reads at the usual pace, and tries again later', async () => {
    const clock = createFakeClock();
    const service = createFakeService(clock);
    service.behaviour.durationMs = () => 4_000;
    const warnings: string[] = [];
    const note = (message: string): void => {
      warnings.push(message);
    };
    const log = { debug: note, info: note, warn: note, error: note };
    const { watcher } = createRemoteAccount({ client: service.client, clock, random: () => 0.5, log });
    const endsOf = async (count: number): Promise<number> => {
      const begunAt = clock.now();
      const watches = tasks(service, count).map(({ task }) =>
        watcher.watch({
          remoteId: task.id,
          kind: 'video',
          input: 'https://media.test/in.mp4',
          startedAt: begunAt,
          seen: { task, how: 'created' },
          webhook: { noticedWithinMs: 20_000, hasCome: () => false },
          signal: new AbortController().signal,
          onUpdate: () => undefined,
        }),
      );
      await clock.runUntil(Promise.all(watches));
      return clock.now() - begunAt;
    };
    expect(await endsOf(10)).toBeGreaterThan(29_000);
    expect(warnings.join()).toMatch(/public URL/);
    expect(await endsOf(10)).toBeLessThan(8_000);
    await clock.advance(10 * 60_000);
    expect(await endsOf(10)).toBeGreaterThan(29_000);
    expect(warnings).toHaveLength(2);
  });
});
