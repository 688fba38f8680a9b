import type { z } from 'zod';
import { badInput, type IttybitOperation } from './ittybit-error.js';

/**
 * What a schema makes of a value from our caller; an {@link IttybitError} `badInput` naming every wrong field otherwise.
 * Values are not quoted: an input may be a presigned URL.
 */
export function check<T>(operation: IttybitOperation, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    return field === '' ? issue.message : `${field}: ${issue.message}`;
  });
  throw badInput(operation, `${OUTCOMES[operation]}: ${problems.join('; ')}.`);
}

const OUTCOMES: Record<IttybitOperation, string> = {
  configure: 'The client was not made',
  create: 'The create request was not sent',
  get: 'The get request was not sent',
  list: 'The list request was not sent',
  wait: 'The wait was not begun',
  atomicCreate: 'The atomic create request was not sent',
  atomicGet: 'The atomic get request was not sent',
  webhook: 'The webhook was not read',
};
