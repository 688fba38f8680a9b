import { describe, expect, it } from 'vitest';
import { createFakeClock } from './testing/fake-clock.js';
import { createShortMemory } from './short-memory.js';

describe('createShortMemory', () => {
  it('hands out what was kept last, once', () => {
    const memory = createShortMemory<number>({ clock: createFakeClock(), keepMs: 1_000 });
    memory.keep('a', 1);
    memory.keep('a', 2);
    expect(memory.take('a')).toBe(2);
    expect(memory.take('a')).toBeUndefined();
  });

  it('forgets what is too old', async () => {
    const clock = createFakeClock();
    const memory = createShortMemory<number>({ clock, keepMs: 1_000 });
    memory.keep('a', 1);
    memory.keep('b', 2);
    await clock.advance(600);
    memory.keep('a', 3);
    await clock.advance(600);
    memory.keep('c', 4);
    expect([memory.take('a'), memory.take('b'), memory.take('c')]).toEqual([3, undefined, 4]);
  });
});
