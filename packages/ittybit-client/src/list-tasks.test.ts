import { describe, expect, it } from 'vitest';
import { failureOf, withFake } from './testing/with-fake.js';

const h = withFake();
const fill = (count: number): void => {
  for (let index = count; index >= 1; index -= 1) h.fake.tasks.push({ id: `job_${index}`, status: 'queued' });
};
const all = async (limit?: number): Promise<string[]> => {
  const ids: string[] = [];
  for await (const task of h.client().listAll(limit === undefined ? {} : { limit })) ids.push(task.id);
  return ids;
};

describe('listTasks', () => {
  it('sends the filter as documented, and always the limit', async () => {
    await h.client().list({
      kind: 'video',
      status: 'processing',
      input: 'https://x/?a=1&b',
      order: 'asc',
      before: 'job_3',
    });
    expect(Object.fromEntries(h.fake.requests[0]?.query ?? [])).toEqual({
      kind: 'video',
      status: 'processing',
      input: 'https://x/?a=1&b',
      order: 'asc',
      before: 'job_3',
      limit: '20',
    });
  });

  it.each(['link', 'hasMore', 'none'] as const)('gives the next cursor with paging by %s', async (paging) => {
    h.fake.paging = paging;
    fill(3);
    const first = await h.client().list({ limit: 2 });
    expect([first.tasks.map(({ id }) => id), first.next]).toEqual([['job_3', 'job_2'], 'job_2']);
    const second = await h.client().list({ limit: 2, after: 'job_2' });
    expect([second.tasks.map(({ id }) => id), second.next]).toEqual([['job_1'], null]);
  });

  it('reads a list wrapped in data, and an empty one', async () => {
    h.fake.answers.push({ body: { data: [{ id: 'a', status: 'queued' }] } }, { body: [] });
    expect((await h.client().list()).tasks).toHaveLength(1);
    expect(await h.client().list()).toEqual({ tasks: [], next: null });
  });

  it.each([{}, null, 'text', { data: 'x' }, [{ id: 'a', status: 'queued' }, { status: 'queued' }]])(
    'takes the reply %j for trouble of the service, not for an empty list',
    async (body) => {
      h.fake.answers.push({ body });
      const error = await failureOf(h.client({ retry: { attempts: 1 } }).list());
      expect(error).toMatchObject({ decision: 'transient', operation: 'list', status: 200 });
      expect(error.message).toContain('not a list of tasks');
    },
  );

  it.each([
    { limit: 0 },
    { limit: 101 },
    { limit: 1.5 },
    { order: 'up' as 'asc' },
    { status: 'done' as 'failed' },
    { kind: 'x' as 'video' },
  ])('refuses the filter %j before anything is sent', async (filter) => {
    expect((await failureOf(h.client().list(filter))).decision).toBe('badInput');
    expect(h.fake.requests).toHaveLength(0);
  });
});

describe('listAllTasks', () => {
  it.each(['link', 'hasMore', 'none'] as const)('reads every page once with paging by %s', async (paging) => {
    h.fake.paging = paging;
    fill(5);
    expect(await all(2)).toEqual(['job_5', 'job_4', 'job_3', 'job_2', 'job_1']);
    expect(h.fake.requests).toHaveLength(3);
  });

  it('asks for 100 a page, never at another address than its own', async () => {
    fill(101);
    expect(await all()).toHaveLength(101);
    expect(h.fake.requests.map(({ query }) => query.get('limit'))).toEqual(['100', '100']);
  });

  it('stops at a cursor that does not advance, or that goes in circles', async () => {
    const page = (id: string, after: string) => ({
      headers: { link: `</jobs?after=${after}>; rel="next"` },
      body: [{ id, status: 'queued' }],
    });
    h.fake.answers.push(page('a', 'x'), page('b', 'x'));
    expect(await all()).toEqual(['a', 'b']);
    h.fake.answers.push(page('a', 'x'), page('b', 'y'), page('c', 'x'));
    expect(await all()).toEqual(['a', 'b', 'c']);
    expect(h.fake.requests).toHaveLength(5);
  });

  it('stops asking when its reader stops reading', async () => {
    fill(5);
    for await (const task of h.client().listAll({ limit: 2 })) if (task.id === 'job_4') break;
    expect(h.fake.requests).toHaveLength(1);
  });
});
