import type { Catalog } from '@org/media-catalog';
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { hashOf, isKey } from '../keys/api-key.js';
import type { ApiEnv } from './api-env.js';
import { Problem } from './problem.js';

/** How exactly it is known when a key was last used. */
const TOUCH_EVERY_MS = 60_000;

/** Who has no key, a wrong one or a revoked one is told the same. */
export function authentication({
  catalog: { keys, tenants },
  now,
}: {
  readonly catalog: Pick<Catalog, 'keys' | 'tenants'>;
  readonly now: () => number;
}): MiddlewareHandler<ApiEnv> {
  const touchedAt = new Map<string, number>();
  return createMiddleware<ApiEnv>(async (c, next) => {
    const [scheme, token = ''] = (c.req.header('Authorization') ?? '').split(' ', 2);
    if (scheme?.toLowerCase() !== 'bearer' || !isKey(token)) throw refused();
    const key = await keys.find(hashOf(token));
    if (!key || key.revokedAt !== undefined) throw refused();
    const tenant = await tenants.get(key.tenantId);
    if (!tenant) throw refused();
    c.set('caller', { key, tenant });
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
