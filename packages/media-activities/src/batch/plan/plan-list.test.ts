import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PlannedItemSchema } from '@org/media-contracts/schemas';
import type { InvalidItem, PlannedItem, RepeatedItem } from '@org/media-contracts';
import { chunked } from '../../testing/chunked.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { planList, type PlanListOptions, type PlannedList, type PlanProgress } from './plan-list.js';
import type { PlanSink } from './plan-sink.js';

const nothing = async (): Promise<void> => undefined;
const discardingSink: PlanSink = {
  page: nothing,
  invalid: nothing,
  repeated: nothing,
  end: nothing,
  abort: nothing,
};

interface Gathered {
  readonly pages: Map<string, PlannedItem[]>;
  readonly invalid: InvalidItem[];
  readonly repeated: RepeatedItem[];
  readonly ends: string[];
}

function gatheringSink(): { readonly sink: PlanSink; readonly gathered: Gathered } {
  const gathered: Gathered = { pages: new Map(), invalid: [], repeated: [], ends: [] };
  const sink: PlanSink = {
    page: async ({ kind, number, text }) => {
      const items = text
        .trimEnd()
        .split('\n')
        .map((line) => PlannedItemSchema.parse(JSON.parse(line)));
      gathered.pages.set(`${kind} ${number}`, items);
    },
    invalid: async (item) => void gathered.invalid.push(item),
    repeated: async (item) => void gathered.repeated.push(item),
    end: async () => void gathered.ends.push('end'),
    abort: async () => void gathered.ends.push('abort'),
  };
  return { sink, gathered };
}

async function plan(
  list: string,
  options: Partial<PlanListOptions> = {},
): Promise<{ gathered: Gathered; planned: PlannedList }> {
  const { sink, gathered } = gatheringSink();
  const planned = await planList({ source: { bytes: chunked(list, 1_000) }, sink, ...options });
  return { gathered, planned };
}

const url = (name: string | number): string => `https://media.test/${name}.mp4`;
const lines = (...items: unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');

describe('planList', () => {
  it('gives every row an index and sorts it by what it is', async () => {
    const list = lines(
      { url: url(0), kind: 'video', options: { width: 640, height: 480 }, id: 'first' },
      { url: url(1), kind: 'image', metadata: { a: 'b' } },
      { url: url(0), kind: 'film' },
      { url: url(0), kind: 'video', options: { height: 480, width: 640 }, id: 'again' },
      { url: url(0), kind: 'audio' },
      { url: url(4), kind: 'video' },
    );
    const { gathered, planned } = await plan(`${list}\n\noops\n`);
    expect(gathered.pages).toEqual(
      new Map([
        [
          'video 0',
          [
            {
              index: 0,
              line: 1,
              kind: 'video',
              ordinal: 0,
              url: url(0),
              options: { width: 640, height: 480 },
              id: 'first',
            },
            { index: 5, line: 6, kind: 'video', ordinal: 1, url: url(4) },
          ],
        ],
        ['image 0', [{ index: 1, line: 2, kind: 'image', ordinal: 0, url: url(1), metadata: { a: 'b' } }]],
        ['audio 0', [{ index: 4, line: 5, kind: 'audio', ordinal: 0, url: url(0) }]],
      ]),
    );
    expect(gathered.repeated).toEqual([{ index: 3, line: 4, sameAs: 0, id: 'again' }]);
    expect(gathered.invalid).toMatchObject([
      { index: 2, line: 3, url: url(0), reason: expect.stringMatching(/^kind: /) as string },
      { index: 6, line: 9, reason: expect.stringMatching(/^not JSON/) as string },
    ]);
    expect(planned).toMatchObject({
      total: 7,
      invalid: 2,
      repeated: 1,
      kinds: { video: 2, image: 1, audio: 1 },
    });
    expect(planned.problems).toEqual(gathered.invalid.map(({ line, reason }) => ({ line, reason })));
    expect(gathered.ends).toEqual(['end']);
  });

  it.each([1, 2, 3])(
    'places every index exactly once, in pages that are full but the last (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const kinds = ['video', 'image', 'audio', 'nothing'];
      const rows = Array.from({ length: 2_345 }, () => ({
        url: url(Math.floor(random() * 1_500)),
        kind: kinds[Math.floor(random() * 4)],
      }));
      const { gathered, planned } = await plan(lines(...rows), { pageSize: 100 });
      const items = [...gathered.pages.values()].flat();
      const indices = [...items, ...gathered.invalid, ...gathered.repeated].map(({ index }) => index);
      expect(indices.sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
      for (const [kind, count] of Object.entries(planned.kinds)) {
        const ofKind = items.filter((item) => item.kind === kind).sort((a, b) => a.ordinal - b.ordinal);
        expect(ofKind.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: count }, (_, at) => at));
        for (const { ordinal, index } of ofKind) {
          expect(gathered.pages.get(`${kind} ${Math.floor(ordinal / 100)}`)?.[ordinal % 100]?.index).toBe(
            index,
          );
        }
      }
      for (const { index, sameAs } of gathered.repeated) {
        expect(sameAs).toBeLessThan(index);
        expect(rows[sameAs]).toEqual(rows[index]);
      }
    },
  );

  it('shows the first ten problems and keeps signatures out of all that it shows', async () => {
    const bad = Array.from({ length: 15 }, (_, at) => ({
      url: `${url(at)}?sig=SECRET`,
      kind: 'film',
      id: `i${at}`,
    }));
    const { gathered, planned } = await plan(
      lines(...bad, { url: 'media.test/x?token=SECRET', kind: 'video' }, { url: url(1), kind: 'video' }),
    );
    expect(planned.problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(gathered.invalid).toHaveLength(16);
    expect(gathered.invalid[0]).toMatchObject({ url: url(0), id: 'i0' });
    expect(JSON.stringify([planned, gathered.invalid])).not.toContain('SECRET');
  });

  it('refuses a list with nothing valid, naming the first problems', async () => {
    const list = lines({ url: url(1), kind: 'film' }, { url: 'x', kind: 'video' });
    await expect(plan(list)).rejects.toMatchObject({
      type: 'BadInput',
      message: expect.stringMatching(
        /^none of the 2 rows is valid\. line 1: kind: .*\. line 2: url: not a URL/,
      ) as string,
    });
  });

  it('refuses another list than the one with the digest, naming both', async () => {
    const list = lines({ url: url(1), kind: 'video' });
    const digest = createHash('sha256').update(list).digest('hex');
    expect((await plan(list, { sha256: digest })).planned.list.sha256).toBe(digest);
    const other = '0'.repeat(64);
    await expect(plan(list, { sha256: other })).rejects.toMatchObject({
      type: 'BadInput',
      message: `the list has the digest ${digest} and should have ${other}: it was changed. Start another batch for the new list`,
    });
  });

  it('lets the operator allow private addresses', async () => {
    const list = lines({ url: 'http://10.0.0.1/a', kind: 'video' });
    await expect(plan(list)).rejects.toThrow(/10\.0\.0\.1 is not a public address/);
    expect((await plan(list, { allowPrivateAddresses: true })).planned.total).toBe(1);
  });

  it('tells its progress', async () => {
    const told: PlanProgress[] = [];
    const rows = Array.from({ length: 100 }, (_, at) => ({ url: url(at % 60), kind: 'video' }));
    await plan(lines(...rows), { onProgress: (progress) => told.push(progress) });
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)).toEqual({ rows: 100, invalid: 0, repeated: 40 });
  });

  it('stops for the signal, with its reason, and lets the sink go', async () => {
    const controller = new AbortController();
    const { sink, gathered } = gatheringSink();
    const rows = Array.from({ length: 100 }, (_, at) => ({ url: url(at), kind: 'video' }));
    const planning = planList({
      source: { bytes: chunked(lines(...rows), 100) },
      sink,
      signal: controller.signal,
      onProgress: ({ rows: read }) => {
        if (read > 10) controller.abort(new Error('enough'));
      },
    });
    await expect(planning).rejects.toThrow('enough');
    expect(gathered.ends).toEqual(['abort']);
  });

  it.each(['page', 'invalid', 'repeated', 'end'] as const)(
    'fails when the sink fails at %s',
    async (method) => {
      const item = { url: url(1), kind: 'video' };
      const failing = {
        ...discardingSink,
        [method]: () => Promise.reject(new Error('no room')),
      };
      const planning = planList({
        source: { bytes: chunked(lines(item, item, { url: url(2), kind: 'film' }), 50) },
        sink: failing,
        pageSize: 1,
      });
      await expect(planning).rejects.toThrow('no room');
    },
  );

  it('never has more than four pages under way', async () => {
    let underWay = 0;
    let most = 0;
    const sink: PlanSink = {
      ...discardingSink,
      page: async () => {
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
      },
    };
    const rows = Array.from({ length: 300 }, (_, at) => ({ url: url(at), kind: 'video' }));
    await planList({ source: { bytes: chunked(lines(...rows), 1_000) }, sink, pageSize: 3 });
    expect([most, underWay]).toEqual([4, 0]);
  });
});
