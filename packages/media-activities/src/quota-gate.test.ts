import { describe, expect, it } from 'vitest';
import { createQuotaGate, HeldTooLong, MAX_HOLD_MS, type Patience } from './quota-gate.js';
import { rejectionOf } from './testing/attempt-bench.js';
import { createFakeClock, settled } from './testing/fake-clock.js';

function patience(changes: Partial<Patience> = {}): Patience {
  const nothing = (): void => undefined;
  return {
    signal: new AbortController().signal,
    maxWaitMs: Infinity,
    onHeld: nothing,
    onPassed: nothing,
    ...changes,
  };
}

describe('createQuotaGate', () => {
  it('lets everything pass at once while nobody was throttled', async () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    await Promise.all(Array.from({ length: 50 }, () => gate.pass(patience())));
    expect(clock.sleepers()).toBe(0);
    expect(gate.heldUntil()).toBeUndefined();
  });

  it('holds everybody until the time the service asked for, and tells it', async () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    const begunAt = clock.now();
    gate.hold(12_000);
    const told: number[] = [];
    const passing = gate.pass(
      patience({ onHeld: (until) => told.push(until), onPassed: () => told.push(0) }),
    );
    expect(gate.heldUntil()).toBe(begunAt + 12_000);
    await clock.runUntil(passing);
    expect(clock.now()).toBe(begunAt + 12_000);
    expect(told).toEqual([begunAt + 12_000, 0]);
  });

  it('holds for about 30 s when the service does not say, and never beyond an hour', async () => {
    const clock = createFakeClock();
    const begunAt = clock.now();
    const early = createQuotaGate({ clock, random: () => 0 });
    const late = createQuotaGate({ clock, random: () => 0.999 });
    early.hold(undefined);
    late.hold(undefined);
    expect(early.heldUntil()).toBe(begunAt + 22_500);
    expect(late.heldUntil()).toBeCloseTo(begunAt + 37_485);
    late.hold(7 * 24 * MAX_HOLD_MS);
    expect(late.heldUntil()).toBe(begunAt + MAX_HOLD_MS);
  });

  it('holds for a second when the service asks for no time at all, or for one that has passed', () => {
    const clock = createFakeClock();
    for (const retryAfterMs of [0, -5_000, 999]) {
      const gate = createQuotaGate({ clock, random: () => 0.5 });
      gate.hold(retryAfterMs);
      expect(gate.heldUntil()).toBe(clock.now() + 1_000);
    }
  });

  it('does not shorten a hold when a later answer asks for less', () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    gate.hold(60_000);
    gate.hold(1_000);
    expect(gate.heldUntil()).toBe(clock.now() + 60_000);
  });

  it('throws at once when the wait is longer than the caller has patience for', async () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    gate.hold(10_001);
    const error = await rejectionOf(gate.pass(patience({ maxWaitMs: 10_000 })));
    expect(error).toBeInstanceOf(HeldTooLong);
    expect(error).toHaveProperty('until', clock.now() + 10_001);
  });

  it('releases those who waited one after the other, not all at once', async () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    gate.hold(5_000);
    const reopensAt = clock.now() + 5_000;
    const passedAt: number[] = [];
    const waiting = Array.from({ length: 20 }, async () => {
      await gate.pass(patience());
      passedAt.push(clock.now() - reopensAt);
    });
    await clock.runUntil(Promise.all(waiting));
    expect(passedAt).toEqual(Array.from({ length: 20 }, (_, index) => index * 100));
  });

  it('lets everybody through, also when most of them give up their place and come back', async () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    gate.hold(5_000);
    const comeBack = async (): Promise<void> => {
      for (;;) {
        const error = await gate.pass(patience({ maxWaitMs: 10_000 })).catch((refusal: unknown) => refusal);
        if (error === undefined) return;
        if (!(error instanceof HeldTooLong)) throw error as Error;
        await clock.sleep(error.until - clock.now());
      }
    };
    let passed = 0;
    for (let one = 0; one < 400; one++) void comeBack().then(() => passed++);
    await clock.advance(60_000);
    expect(passed).toBe(400);
  });

  it('holds those still waiting again when the first one through is throttled', async () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    gate.hold(5_000);
    const passedAt: number[] = [];
    const begunAt = clock.now();
    const waiting = Array.from({ length: 3 }, async (_, index) => {
      await gate.pass(patience());
      passedAt.push(clock.now() - begunAt);
      if (index > 0) return;
      // Its request takes 50 ms; meanwhile the next one waits for its slot.
      await clock.sleep(50);
      gate.hold(20_000);
    });
    await clock.runUntil(Promise.all(waiting));
    expect(passedAt).toEqual([5_000, 25_050, 25_150]);
  });

  it('stops waiting when the signal aborts, with its reason', async () => {
    const clock = createFakeClock();
    const gate = createQuotaGate({ clock, random: () => 0.5 });
    gate.hold(5_000);
    const controller = new AbortController();
    const waiting = rejectionOf(gate.pass(patience({ signal: controller.signal })));
    await settled();
    controller.abort(new Error('enough'));
    expect(await waiting).toHaveProperty('message', 'enough');
    expect(clock.sleepers()).toBe(0);
  });
});
