import type { WebhookAnswer, WebhookPost } from '@org/media-activities';
import { describe, expect, it } from 'vitest';
import { createWebhookRoutes } from './webhook-routes.js';

function routes(answer: WebhookAnswer): {
  post: (path: string, body: string) => Promise<Response>;
  received: WebhookPost[];
} {
  const received: WebhookPost[] = [];
  const app = createWebhookRoutes({
    receive: async (post) => {
      received.push(post);
      return answer;
    },
  });
  return { received, post: async (path, body) => app.request(path, { method: 'POST', body }) };
}

const DONE: WebhookAnswer = { status: 200, outcome: 'completed' };

describe('createWebhookRoutes', () => {
  it('hands on the token and the body as it came', async () => {
    const { post, received } = routes(DONE);
    const response = await post('/abc.d-e_f', '{"id":"é"}');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(received).toEqual([{ token: 'abc.d-e_f', body: new TextEncoder().encode('{"id":"é"}') }]);
  });

  it.each([
    [400, 'malformed'],
    [404, 'refused'],
    [503, 'unavailable'],
  ] as const)('answers %i as a problem', async (status, outcome) => {
    const { post } = routes({ status, outcome, detail: 'Why.' });
    const response = await post('/t', '{}');
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, detail: 'Why.' });
  });

  it('says when to come again', async () => {
    const { post } = routes({ status: 503, outcome: 'unavailable', detail: '', retryAfterSeconds: 7 });
    expect((await post('/t', '{}')).headers.get('retry-after')).toBe('7');
  });

  it('refuses what is too large, unread', async () => {
    const { post, received } = routes(DONE);
    expect((await post('/t', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect(received).toEqual([]);
  });

  it('has nothing at other addresses and for other methods', async () => {
    const { post } = routes(DONE);
    expect((await post('/', '{}')).status).toBe(404);
    expect((await post('/t/more', '{}')).status).toBe(404);
    expect((await createWebhookRoutes({ receive: async () => DONE }).request('/t')).status).toBe(404);
  });
});
