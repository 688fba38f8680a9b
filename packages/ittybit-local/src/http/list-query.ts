import { z } from 'zod';
import { requestInvalid } from '../api-error.js';

const ListQuerySchema = z.strictObject({
  kind: z.string().optional(),
  status: z.string().optional(),
  input: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().optional(),
  before: z.string().optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
});
export type ListQueryParameters = z.infer<typeof ListQuerySchema>;

/** @throws ApiError 400 `request_invalid` for a parameter that is unknown or out of range */
export function parseListQuery(query: URLSearchParams): ListQueryParameters {
  const result = ListQuerySchema.safeParse(Object.fromEntries(query));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.join(', ')}: not a parameter of this list`
      : `${issue.path.join('.')}: ${issue.message}`,
  );
  throw requestInvalid(problems.join('; '));
}
