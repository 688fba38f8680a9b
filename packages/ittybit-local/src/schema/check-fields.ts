import type { z } from 'zod';
import { requestInvalid } from '../api-error.js';

/**
 * A value as a schema reads it.
 * @param path where the value stands in the body, for the message
 * @throws ApiError 400 `request_invalid` that names each field and what is wrong with it
 */
export function checkFields<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: string[],
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw requestInvalid(result.error.issues.map((issue) => describeIssue(issue, path, value)).join('; '));
}

function describeIssue(issue: z.core.$ZodIssue, path: string[], value: unknown): string {
  const name = [...path, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => (name ? `${name}.${key}` : key));
    return `${keys.join(', ')}: not known here`;
  }
  const missing = issue.path.length > 0 && valueAt(value, issue.path) === undefined;
  return missing ? `${name} is required` : `${name || 'the body'}: ${issue.message}`;
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}
