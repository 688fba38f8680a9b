import type { Catalog } from '@org/media-catalog';
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.js';
import { createCallers } from './callers.js';
import { Problem } from './problem.js';

/** How exactly it is known when a key was last used. */
const TOUCH_EVERY_MS = 60_000;

/** Who has no key, a wrong one or a revoked one is told the same. */
export function authentication({
  catalog,
  now,
}: {
  readonly catalog: Pick<Catalog, 'keys' | 'tenants'>;
  readonly now: () => number;
}): MiddlewareHandler<ApiEnv> {
  const { keys } = catalog;
  const callers = createCallers({ catalog, now });
  const touchedAt = new Map<string, number>();
  return createMiddleware<ApiEnv>(async (c, next) => {
    const [scheme, token = ''] = (c.req.header('Authorization') ?? '').split(' ', 2);
    const caller = scheme?.toLowerCase() === 'bearer' ? await callers.find(token) : undefined;
    if (!caller) throw refused();
    c.set('caller', caller);
    const { key } = caller;
    const at = now();
    if (at - (touchedAt.get(key.id) ?? 0) >= TOUCH_EVERY_MS) {
      touchedAt.set(key.id, at);
      // Nobody waits for it, and the next request tries again.
      keys.touch(key.id, at).catch((error: unknown) => {
        touchedAt.delete(key.id);
        c.var.log.warn({ err: error, key: key.id }, 'When the key was used could not be written');
      });
    }
    await next();
  });
}

function refused(): Problem {
  return new Problem(
    'unauthorized',
    'Send a key that is not revoked: "Authorization: Bearer mk_…". `media-api keys create` makes one.',
    { headers: { 'WWW-Authenticate': 'Bearer' } },
  );
}
