import type { WebhookAnswer, WebhookReceiver } from '@org/media-activities';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** A task with all of its operations is some KiB long. */
const MAX_BODY_BYTES = 1024 * 1024;

const TITLES = {
  400: 'Malformed webhook',
  404: 'Not found',
  413: 'Webhook too large',
  503: 'Not taken yet',
} as const;

/**
 * `POST /{token}`, to be mounted at `/webhooks/ittybit`. The token is all the authentication there is, so whoever logs
 * requests leaves the path of these out.
 */
export function createWebhookRoutes(receiver: WebhookReceiver): Hono {
  const routes = new Hono();
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => problem(context, 413, `A webhook may have ${MAX_BODY_BYTES} bytes at most.`),
  });
  routes.post('/:token', limit, async (context) => {
    const body = new Uint8Array(await context.req.arrayBuffer());
    return respond(context, await receiver.receive({ token: context.req.param('token'), body }));
  });
  return routes;
}

function respond(context: Context, answer: WebhookAnswer): Response {
  const { status, detail = '', retryAfterSeconds } = answer;
  if (status === 200) return context.body(null, 200);
  if (status === 503) context.header('retry-after', String(retryAfterSeconds ?? 1));
  return problem(context, status, detail);
}

function problem(context: Context, status: keyof typeof TITLES, detail: string): Response {
  const body = { type: 'about:blank', title: TITLES[status], status, detail };
  return context.json(body, status, { 'content-type': 'application/problem+json' });
}
