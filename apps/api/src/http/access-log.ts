import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { ApiEnv } from './api-env.js';
import type { ApiMetrics } from './metrics.js';

/** A line and a count per request. Without the query, which may hold a signature, and by route, of which there are few. */
export function accessLog({
  metrics,
  now,
}: {
  readonly metrics: ApiMetrics;
  readonly now: () => number;
}): MiddlewareHandler<ApiEnv> {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedAt = now();
    await next();
    const ms = now() - startedAt;
    const { method } = c.req;
    const route = routePath(c, -1);
    const { status } = c.res;
    metrics.request({ method, route, status, ms });
    const { key } = (c.var.caller as ApiEnv['Variables']['caller'] | undefined) ?? {};
    c.var.log.info(
      { method, route, status, ms: Math.round(ms), ...(key && { tenant: key.tenantId, key: key.id }) },
      'Answered',
    );
  });
}
