import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.js';
import type { Log } from './log.js';

/** What a client may call its request: it goes into logs and the memo of a workflow. */
const SANE = /^[A-Za-z0-9._-]{1,128}$/;

export function requestIds({
  log,
  newId,
}: {
  readonly log: Log;
  readonly newId: () => string;
}): MiddlewareHandler<ApiEnv> {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const given = c.req.header('X-Request-Id') ?? '';
    const requestId = SANE.test(given) ? given : newId();
    c.set('requestId', requestId);
    c.set('log', log.child({ requestId }));
    c.header('X-Request-Id', requestId);
    await next();
  });
}
