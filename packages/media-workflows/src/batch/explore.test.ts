import { ITEM_KINDS } from '@org/media-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fate } from './testing/explored-service.js';
import { explore, type Exploration } from './testing/explored-world.js';

const FATES: readonly Fate[] = [
  'succeeds',
  'fails',
  'invalid',
  'blocked',
  'throttled',
  'timesOut',
  'badInput',
];

const fates = fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 4 });
const item = fc.record({ kind: fc.constantFrom(...ITEM_KINDS.slice(0, 3)), fates });

const exploration: fc.Arbitrary<Exploration> = fc
  .record({
    items: fc.array(item, { minLength: 1, maxLength: 25, size: 'max' }),
    total: fc.integer({ min: 1, max: 6 }),
    generations: fc.integer({ min: 1, max: 3 }),
    answerMs: fc.constantFrom(10, 3_000),
    choices: fc.array(fc.nat({ max: 59 }), { minLength: 50, maxLength: 500, size: 'max' }),
    perKind: fc.constantFrom({}, { video: 1 }, { audio: 2, image: 1 }),
    limits: fc.constantFrom({}, {}, { maxFailures: 2 }, { maxFailures: 0 }, { spendCap: 5 }),
  })
  .map(({ limits, ...own }) => ({ ...own, ...withoutEndlessFates(own), ...limits }));

/** A fate that is met for ever would keep the batch from ending, and rightly so. */
function withoutEndlessFates({ items }: Pick<Exploration, 'items'>): Pick<Exploration, 'items'> {
  const ends: readonly Fate[] = ['blocked', 'throttled'];
  return {
    items: items.map(({ kind, fates: given }) => ({
      kind,
      fates: ends.includes(given.at(-1) ?? 'succeeds') ? [...given, 'succeeds'] : given,
    })),
  };
}

describe('a batch, whatever happens in whatever order', () => {
  it('ends, with every index exactly once, and pays nothing twice', () => {
    fc.assert(
      fc.property(exploration, (given) => {
        const { rows, notStarted, created, stopped, mostItems } = explore(given);
        const indices = [...rows.map(({ index }) => index), ...notStarted].toSorted((a, b) => a - b);
        expect(indices).toEqual(given.items.map((_, index) => index));
        if (!stopped) expect(notStarted).toEqual([]);
        // What the service made and what the rows say agree.
        for (const { index, outcome, operation } of rows) {
          const state = created.get(`${index}/${operation.generation}`);
          if (outcome === 'succeeded') expect(state).toBe('succeeded');
          else expect(state).not.toBe('succeeded');
          expect(operation.generation).toBeLessThanOrEqual(given.generations);
        }
        expect(mostItems).toBeLessThanOrEqual(3 * given.total);
      }),
      { numRuns: 1_500 },
    );
  });

  it('stays below its cap on spend, also while a new run does not know yet what is in flight', () => {
    const items = Array.from({ length: 20 }, () => ({ kind: 'video', fates: ['succeeds'] }) as const);
    fc.assert(
      fc.property(exploration, fc.integer({ min: 1, max: 7 }), (given, spendCap) => {
        // The world refuses a task beyond the cap.
        const { rows, notStarted } = explore({ ...given, items, spendCap });
        expect(rows.length + notStarted.length).toBe(items.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('hands over at every step without losing its place', () => {
    fc.assert(
      fc.property(exploration, fc.nat({ max: 2 }), (given, offset) => {
        // Every third choice asks for a hand-over; the others are plain.
        const choices = Array.from({ length: 300 }, (_, at) => (at % 3 === offset ? 1 : 0));
        const { rows, notStarted, runs } = explore({ ...given, choices });
        expect(rows.length + notStarted.length).toBe(given.items.length);
        expect(runs).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});
