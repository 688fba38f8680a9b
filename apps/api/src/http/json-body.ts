import { bodyLimit } from 'hono/body-limit';
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.js';
import { Problem } from './problem.js';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** A body has to be JSON, and of a size that is parsed in no time. Without this, another type would be read as no body. */
export function jsonBody({
  maxBytes,
  uploads,
}: {
  readonly maxBytes: number;
  readonly uploads: string;
}): MiddlewareHandler<ApiEnv> {
  const limit = bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new Problem(
        'tooLarge',
        `The body is larger than ${maxBytes} bytes. A long list is given by its URL.`,
      );
    },
  });
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (c.req.path === uploads) {
      await next();
      return;
    }
    const type = c.req.header('Content-Type') ?? '';
    if (WITH_BODY.includes(c.req.method) && hasBody(c) && !JSON_TYPE.test(type)) {
      throw new Problem('unsupportedMediaType', 'Send JSON, with "Content-Type: application/json".');
    }
    await limit(c, next);
  });
}

/** A command without parameters has none. */
function hasBody({ req }: Context): boolean {
  return Number(req.header('Content-Length') ?? 0) > 0 || req.header('Transfer-Encoding') !== undefined;
}
