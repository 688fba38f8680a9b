import { z } from 'zod';
import { ATOMIC_KINDS } from './atomic-request.js';

const STATUSES = ['waiting', 'queued', 'processing', 'succeeded', 'failed', 'cancelled'] as const;
const idError = 'must be the id of a task';
const limitError = 'must be a whole number from 1 to 100';

export const ListFilterSchema = z.strictObject({
  kind: z.enum(ATOMIC_KINDS, { error: `must be one of ${ATOMIC_KINDS.join(', ')}` }).optional(),
  status: z.enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` }).optional(),
  /** Exact match on the input URL. */
  input: z.string().min(1).optional(),
  /** Tasks per page. Default 20. */
  limit: z
    .number({ error: limitError })
    .int({ error: limitError })
    .min(1, { error: limitError })
    .max(100, { error: limitError })
    .optional(),
  /** Only what comes after the task with this id. */
  after: z.string({ error: idError }).min(1, idError).optional(),
  /** Only what comes before the task with this id. */
  before: z.string({ error: idError }).min(1, idError).optional(),
  /** By time of creation. Default `desc`, newest first. */
  order: z.enum(['asc', 'desc'], { error: 'must be one of asc, desc' }).optional(),
});

export type ListFilter = z.input<typeof ListFilterSchema>;

export function listQuery(filter: ListFilter, limit: number): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, limit })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query;
}
