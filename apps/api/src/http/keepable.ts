import { createMiddleware } from 'hono/factory';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './api-env.js';
import { Problem } from './problem.js';

/** An escaped NUL or half of a surrogate pair, as `JSON.stringify` writes them, behind no escaped backslash. */
const UNKEEPABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

/** Refuses text that PostgreSQL cannot keep: NUL characters, and halves of characters. */
export function keepableText({ uploads }: { readonly uploads: string }): MiddlewareHandler<ApiEnv> {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    if (/%00/.test(pathname + search)) throw refused('the address');
    if (c.req.path !== uploads && c.req.method !== 'GET' && isUnkeepable(await c.req.text())) {
      throw refused('the body');
    }
    await next();
  });
}

/** What is no JSON is told as such by whoever reads it. */
function isUnkeepable(text: string): boolean {
  if (text === '') return false;
  try {
    return UNKEEPABLE.test(JSON.stringify(JSON.parse(text)));
  } catch {
    return false;
  }
}

function refused(where: string): Problem {
  return new Problem('malformed', `Take NUL characters and halves of surrogate pairs out of ${where}.`);
}
