import { z } from 'zod';

/** Shapes in which a finished task may show its result; no two generations of the API agree. */
export const OutputShape = {
  string: 'string',
  url: 'url',
  file: 'file',
  outputs: 'outputs',
  outputUrl: 'output_url',
} as const;
export type OutputShape = (typeof OutputShape)[keyof typeof OutputShape];

const limits = {
  /** How many requests or tasks it befalls; without it, all. */
  count: z.int().min(1).optional(),
  /** Chance for each, drawn from the seed. Default 1. */
  probability: z.number().min(0).max(1).optional(),
  /** Only this kind of route. */
  route: z.enum(['create', 'get', 'list', 'file', 'input']).optional(),
  /** Only tasks of this kind; never matches a list. */
  taskKind: z.string().optional(),
  /** Only tasks whose input URL contains this; never matches a list. */
  inputIncludes: z.string().optional(),
};
const ms = z.number().min(0);
const fault = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ fault: z.literal(name), ...limits, ...shape });

/** One fault: what happens, to whom, how often. */
const FaultRuleSchema = z.discriminatedUnion('fault', [
  // To the request.
  fault('latency', { ms, spreadMs: ms.optional() }),
  fault('tooManyRequests', { retryAfterSeconds: z.number().min(0).optional() }),
  fault('serverError', { status: z.int().min(500).max(599).optional() }),
  fault('dropBefore', {}),
  // To the reply; the state is durable by then.
  fault('dropAfter', {}),
  fault('malformedJson', {}),
  fault('html', {}),
  // To a task, decided when it is created.
  fault('stuck', {}),
  fault('cancelled', { afterMs: ms.optional() }),
  fault('failed', { afterMs: ms.optional(), permanent: z.boolean().optional() }),
  fault('lost', { afterMs: ms.optional() }),
  fault('waitingFirst', { ms: ms.optional() }),
  fault('unknownStatus', { status: z.string().min(1).optional() }),
  fault('noOutput', {}),
  fault('ignoreIdempotencyKeys', {}),
  // To a view of tasks.
  fault('listLag', { ms }),
  fault('notFound', {}),
  fault('outputShape', { shape: z.enum(OutputShape) }),
  fault('noMetadata', {}),
  // To webhooks.
  fault('webhookLost', {}),
  fault('webhookDoubled', {}),
  fault('webhookLate', { ms }),
  fault('webhookForged', {}),
  fault('webhookOutOfOrder', {}),
]);

export const FaultsSchema = z.strictObject({ rules: z.array(FaultRuleSchema) });

/** {@link FaultRuleSchema} */
export type FaultRule = z.infer<typeof FaultRuleSchema>;
export type FaultName = FaultRule['fault'];

/** Rules are tried in order; the first that matches and has not been used up applies. */
export interface Faults {
  rules: FaultRule[];
}
