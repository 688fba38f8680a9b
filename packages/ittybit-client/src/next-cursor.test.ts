import { describe, expect, it } from 'vitest';
import { nextCursor } from './next-cursor.js';
import { readTask, type RemoteTask } from './remote-task.js';

const page = (count: number): RemoteTask[] =>
  Array.from({ length: count }, (_, index) => readTask({ id: `job_${index + 1}`, status: 'queued' })).filter(
    (task) => task !== null,
  );
const next = (headers: Record<string, string>, count: number, after?: string): string | null =>
  nextCursor({ headers: new Headers(headers), tasks: page(count), limit: 2, after });

describe('nextCursor', () => {
  it.each([
    '<https://api.ittybit.com/jobs?limit=2&after=job_9>; rel="next"',
    '</jobs?after=job_9>; rel=next',
    '<https://x/jobs?before=a>; rel="prev", <https://x/jobs?after=job_9>; title="n"; rel="next"',
    '<https://x?after=job_9>;rel="last next"',
  ])('reads the cursor out of the link %s', (link) => {
    expect(next({ link }, 2)).toBe('job_9');
  });

  it('takes the last id where the link names no cursor', () => {
    expect(next({ link: '<https://x/jobs?page=2>; rel="next"' }, 1)).toBe('job_1');
  });

  it('looks further when the links are about something else', () => {
    expect(next({ link: '<https://x?after=job_9>; rel="prev"' }, 2)).toBe('job_2');
    expect(next({ link: '<https://x?after=job_9>; rel="prev"', 'has-more': 'false' }, 2)).toBeNull();
  });

  it('believes Has-More', () => {
    expect(next({ 'has-more': 'true' }, 1)).toBe('job_1');
    expect(next({ 'has-more': 'false' }, 2)).toBeNull();
  });

  it('without headers takes a full page as a sign of more, and a short one as the end', () => {
    expect(next({}, 2)).toBe('job_2');
    expect(next({}, 1)).toBeNull();
    expect(next({}, 0)).toBeNull();
  });

  it('takes a page as full when the server says that it allows no more per page', () => {
    expect(next({ limit: '1' }, 1)).toBe('job_1');
  });

  it('ends on a cursor that does not advance', () => {
    expect(next({ 'has-more': 'true' }, 2, 'job_2')).toBeNull();
    expect(next({ link: '<https://x?after=job_9>; rel="next"' }, 2, 'job_9')).toBeNull();
    expect(next({ 'has-more': 'true' }, 0, 'job_2')).toBeNull();
  });
});
