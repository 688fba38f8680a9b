import type { z } from '@hono/zod-openapi';

export interface JsonAnswer<T extends z.ZodType> {
  readonly description: string;
  readonly content: { readonly 'application/json': { readonly schema: T } };
}

/** Documents an answer that is JSON. */
export function json<T extends z.ZodType>(schema: T, description: string): JsonAnswer<T> {
  return { description, content: { 'application/json': { schema } } };
}
