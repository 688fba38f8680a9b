import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.js';
import { limited } from './problem.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** So many requests a second for each key, with a burst after a pause. Per process: several let through so much each. */
export function rateLimit({ now }: { readonly now: () => number }): MiddlewareHandler<ApiEnv> {
  const buckets = new Map<string, Bucket>();
  return createMiddleware<ApiEnv>(async (c, next) => {
    const { id, limits } = c.var.caller.key;
    const { requestsPerSecond, burst } = limits;
    const at = now();
    const bucket = buckets.get(id) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1_000) * requestsPerSecond);
    const isAllowed = tokens >= 1;
    buckets.set(id, { tokens: isAllowed ? tokens - 1 : tokens, at });
    if (!isAllowed) {
      throw limited(
        `This key may send ${requestsPerSecond} requests a second, and ${burst} at once after a pause.`,
        (1 - tokens) / requestsPerSecond,
      );
    }
    await next();
  });
}
