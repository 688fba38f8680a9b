import { describe, expect, it } from 'vitest';
import { startFakeIttybit, type Answer } from './testing/fake-ittybit.js';
import { failureOf, withFake } from './testing/with-fake.js';

const h = withFake();
const once = { retry: { attempts: 1 } };
const redirect = (location: string, status = 302): Answer => ({ status, headers: { location } });

describe('exchange', () => {
  it('never sends the key, or anything, to another origin', async () => {
    const other = await startFakeIttybit();
    try {
      h.fake.answers.push(redirect(`${other.url}/jobs/job_1?token=secret`));
      const error = await failureOf(h.client(once).get('job_1'));
      expect(error).toMatchObject({ decision: 'transient', status: 302, operation: 'get' });
      expect(error.message).toContain(`to another origin, ${other.url}, where the API key must not go`);
      expect(error.message).not.toContain('secret');
      expect(other.requests).toHaveLength(0);
    } finally {
      await other.close();
    }
  });

  it.each([301, 302, 303, 307, 308])('follows a read within the origin (%i)', async (status) => {
    h.fake.tasks.push({ id: 'job_2', status: 'queued' });
    h.fake.answers.push(redirect('/jobs/job_2', status));
    expect((await h.client(once).get('job_1')).id).toBe('job_2');
  });

  it('follows a read five times at most', async () => {
    for (let index = 0; index < 9; index += 1) h.fake.answers.push(redirect('/jobs/job_1'));
    expect((await failureOf(h.client(once).get('job_1'))).message).toContain('after 5 others');
    expect(h.fake.requests).toHaveLength(6);
  });

  it('never sends a create twice for a redirect', async () => {
    h.fake.answers.push(redirect('/jobs', 307));
    const error = await failureOf(h.client(once).create({ input: 'https://x/y', kind: 'audio' }));
    expect(error.message).toContain('of a create, which must not be sent twice');
    expect(h.fake.requests).toHaveLength(1);
  });

  it('refuses a redirect to nowhere', async () => {
    h.fake.answers.push({ status: 302 });
    expect((await failureOf(h.client(once).get('job_1'))).message).toContain('to no readable address');
  });

  it('sends extra headers along', async () => {
    await h.client({ headers: { 'Accept-Version': '2025-08-20' } }).list();
    expect(h.fake.requests[0]?.headers['accept-version']).toBe('2025-08-20');
  });
});
