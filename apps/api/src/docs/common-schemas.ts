import { z } from '@hono/zod-openapi';
import type { Explanation } from '../engine/engine.js';
import { PROBLEMS, type ProblemKind } from '../http/problem.js';

const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    /** What happened, to what, and what to do. */
    detail: z.string(),
    requestId: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem', { description: 'RFC 9457. `errors` names fields by JSON pointer.' });

type ProblemAnswer = {
  description: string;
  content: { 'application/problem+json': { schema: typeof ProblemSchema } };
};

/** The answers that any route below `/v1` can give, beside its own. */
const EVERYWHERE: readonly ProblemKind[] = [
  'malformed',
  'unauthorized',
  'invalid',
  'limited',
  'internal',
  'unavailable',
];

/** Documents answers that are problems. */
export function problems(...own: readonly ProblemKind[]): Record<number, ProblemAnswer> {
  const kinds = [...EVERYWHERE, ...own];
  return Object.fromEntries(
    kinds.map((kind) => {
      const { status, title } = PROBLEMS[kind];
      const answer = {
        description: title,
        content: { 'application/problem+json': { schema: ProblemSchema } },
      };
      return [status, answer];
    }),
  );
}

export const IdParamSchema = z.object({
  id: z
    .string()
    .min(1)
    .max(1_000)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'pl_q7m2k4x5c3b6n7v2z5a4s3d2f6' }),
});

const time = z.coerce.number().int().min(0).optional();

export const PageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).optional(),
});

export const ListQuerySchema = PageQuerySchema.extend({
  state: z.string().max(40).optional(),
  /** Ms since the epoch. */
  createdAfter: time,
  createdBefore: time,
});

export const IdempotencyHeaderSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'use 1 to 255 visible characters')
    .optional()
    .openapi({
      description:
        'The same key and body lead to the same resource; the same key with another body is refused (409).',
    }),
});

export const MetadataSchema = z
  .record(z.string().max(40), z.string().max(500))
  .refine((metadata) => Object.keys(metadata).length <= 50, 'has more than 50 fields');

export const ErrorSchema = z.object({ type: z.string(), message: z.string() });

export function pageSchema<T extends z.ZodType>(
  item: T,
  name: string,
): z.ZodObject<{ items: z.ZodArray<T>; nextCursor: z.ZodOptional<z.ZodString> }> {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() }).openapi(name);
}

export const SECURITY = [{ bearer: [] }];

/** Without the fields that are absent: optional and undefined are not the same for the catalog. */
export function given<T extends Record<string, unknown>>(
  fields: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

/** Why something is not finished, or how it ended. */
export const ExplanationSchema = z
  .object({
    state: z.string(),
    reasons: z.array(
      z.object({
        /** A stage, an item, or the whole. */
        subject: z.string(),
        /** A sentence that a person can act on. */
        text: z.string(),
        /** The same as data; `for` says what is waited for. */
        wait: z.looseObject({ for: z.string() }).optional(),
      }),
    ),
  })
  .openapi('Explanation');

export function explanationView({ state, reasons }: Explanation): z.output<typeof ExplanationSchema> {
  return {
    state,
    reasons: reasons.map(({ subject, text, wait }) => ({
      subject,
      text,
      ...(wait && { wait: { ...wait } }),
    })),
  };
}
