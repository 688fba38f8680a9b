import { z } from '@hono/zod-openapi';
import type { NamedItem } from '../engine/engine.js';

/** Before the caller's own id of an item, which may look like an index. */
const OWN_ID = 'id:';

export const NamedItemQuerySchema = z
  .object({
    item: z
      .string()
      .regex(/^(\d{1,15}|id:.{1,256})$/, 'give an index from 0, or id:<the id in the list>')
      .optional()
      .openapi({ description: 'One item: its index from 0, or `id:` and its own id.' }),
    line: z.coerce
      .number()
      .int()
      .min(1)
      .max(1e15)
      .optional()
      .openapi({ description: 'One item by its line in the list, from 1.' }),
  })
  .refine(({ item, line }) => item === undefined || line === undefined, {
    path: ['line'],
    message: 'name the item once: item or line',
  });

/** Undefined when the whole batch is meant. */
export function namedItem({ item, line }: z.output<typeof NamedItemQuerySchema>): NamedItem | undefined {
  if (line !== undefined) return { by: 'line', line };
  if (item === undefined) return undefined;
  if (item.startsWith(OWN_ID)) return { by: 'id', id: item.slice(OWN_ID.length) };
  return { by: 'index', index: Number(item) };
}
