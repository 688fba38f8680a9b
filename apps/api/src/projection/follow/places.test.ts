import { describe, expect, it } from 'vitest';
import { createPlaces, type Places, type Visit } from './places.js';

const { signal } = new AbortController();

describe('createPlaces', () => {
  it('lets so many in at once, in the order in which they came', async () => {
    const places = createPlaces(2);
    const order: string[] = [];
    let inside = 0;
    let most = 0;
    const work = (name: string) =>
      places.use(visit(name), async () => {
        most = Math.max(most, ++inside);
        await aMoment();
        inside--;
        order.push(name);
      });
    await Promise.all(['0', '1', '2', '3', '4'].map(work));
    expect(most).toBe(2);
    expect(order).toEqual(['0', '1', '2', '3', '4']);
  });

  it('lets those in first who are in a hurry, be it that they came so or that it turned out', async () => {
    const places = createPlaces(1);
    const order: string[] = [];
    const visits = [
      come(places, order, visit('inside')),
      come(places, order, visit('patient')),
      come(places, order, visit('told later')),
      come(places, order, { ...visit('hurried'), inHurry: true }),
    ];
    places.hurry('told later');
    places.hurry('not there');
    await Promise.all(visits);
    expect(order).toEqual(['inside', 'hurried', 'told later', 'patient']);
  });

  it('gives a place back after a failure, and keeps none for whoever gave up', async () => {
    const places = createPlaces(1);
    const leaving = new AbortController();
    const first = places.use(visit('first'), async () => {
      await aMoment();
      throw new Error('broken');
    });
    const second = places.use({ ...visit('second'), signal: leaving.signal }, async () => 'in');
    places.hurry('second');
    leaving.abort(new Error('gone'));
    const [failed, left] = await Promise.allSettled([first, second]);
    expect(failed).toMatchObject({ reason: { message: 'broken' } });
    expect(left).toMatchObject({ reason: { message: 'gone' } });
    expect(await places.use(visit('third'), async () => 'in')).toBe('in');
  });
});

function visit(name: string): Visit {
  return { name, inHurry: false, signal };
}

async function come(places: Places, order: string[], who: Visit): Promise<void> {
  await places.use(who, async () => {
    await aMoment();
    order.push(who.name);
  });
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
