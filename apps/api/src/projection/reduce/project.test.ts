import type { WorkflowUpdate } from '@org/media-catalog';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryProjection, type MemoryProjection } from '../testing/memory-projection.js';
import { recorded, updatesOf, type Recorded } from '../testing/projected.js';

const NAMES = [
  'plain',
  'failed-stage',
  'parked',
  'cancelled',
  'redrive',
  'reset',
  'batch-hand-over',
  'batch-carried',
  'batch-parked',
  'batch-reset',
  'batch-stopped',
];

describe('a projected history', () => {
  it.each(NAMES)('of %s is the same however it is read', async (name) => {
    const history = await recorded(name);
    const whole = await afterWriting(updatesOf(history, [history.events.length]));
    await fc.assert(
      fc.asyncProperty(pieces(history), async (lengths) => {
        expect(await afterWriting(updatesOf(history, lengths))).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it.each(NAMES)('of %s is the same however often and late its updates are written', async (name) => {
    const history = await recorded(name);
    const whole = await afterWriting(updatesOf(history, [history.events.length]));
    const scenario = pieces(history).chain((lengths) => {
      const updates = updatesOf(history, lengths);
      return fc.tuple(fc.constant(updates), fc.array(fc.nat(updates.length - 1), { maxLength: 10 }));
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ([updates, repeated]) => {
        const before = updates.map((update, index) => [
          ...repeated.filter((late) => late < index).map((late) => updates[late] as WorkflowUpdate),
          update,
        ]);
        const after = repeated.map((late) => updates[late] as WorkflowUpdate);
        expect(await afterWriting([...before.flat(), ...after])).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('is told once by two that read it in different pieces at the same time', async () => {
    const history = await recorded('parked');
    const whole = await afterWriting(updatesOf(history, [history.events.length]));
    await fc.assert(
      fc.asyncProperty(
        pieces(history),
        pieces(history),
        fc.infiniteStream(fc.boolean()),
        async (one, other, turns) => {
          const readers = [updatesOf(history, one), updatesOf(history, other)] as const;
          const mixed: WorkflowUpdate[] = [];
          while (readers[0].length + readers[1].length > 0) {
            const [first, second] = turns.next().value ? readers : [readers[1], readers[0]];
            const next = first.shift() ?? second.shift();
            if (next) mixed.push(next);
          }
          // Whichever was refused begins anew where the catalog stands: here with all that is left.
          const projection = createMemoryProjection();
          await projection.save(mixed);
          await finish(history, projection);
          expect(contentOf(projection)).toEqual(whole);
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** Lengths that add up to the whole history. */
function pieces({ events }: Recorded): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: events.length }).map((lengths) => {
    const sum = lengths.reduce((total, length) => total + length, 0);
    return sum < events.length ? [...lengths, events.length - sum] : lengths;
  });
}

async function afterWriting(updates: readonly WorkflowUpdate[]): Promise<unknown> {
  const projection = createMemoryProjection();
  for (const update of updates) await projection.save([update]);
  return contentOf(projection);
}

async function finish(history: Recorded, projection: MemoryProjection): Promise<void> {
  const [stands] = await projection.unfinished([history.run]);
  if (!stands) return;
  const known = history.events.filter(({ id }) => id <= stands.lastEventId).length;
  const updates = updatesOf(history, [known, history.events.length - known]);
  await projection.save(updates.slice(-1));
}

function contentOf({ rows, activities, files, callbacks, eventsOf }: MemoryProjection): unknown {
  const byId = <T>(values: ReadonlyMap<string, T>) => [...values].sort(([a], [b]) => a.localeCompare(b));
  return {
    rows: byId(rows),
    activities: byId(activities),
    files: byId(files),
    callbacks: byId(callbacks),
    events: [...rows.keys()].map((id) => eventsOf(id)),
  };
}
