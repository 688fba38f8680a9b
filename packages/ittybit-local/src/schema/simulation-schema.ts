import { z } from 'zod';

const ms = z.number().min(0);

/** How long simulated tasks run. `instant` ends at the first read after the create reply. */
export const DurationSchema = z.discriminatedUnion('distribution', [
  z.strictObject({ distribution: z.literal('instant') }),
  z.strictObject({ distribution: z.literal('constant'), ms }),
  z
    .strictObject({ distribution: z.literal('uniform'), minMs: ms, maxMs: ms })
    .refine((value) => value.maxMs >= value.minMs, 'maxMs must not be below minMs'),
  z.strictObject({
    distribution: z.literal('logNormal'),
    /** Mean of the durations, not of their logarithms. */
    meanMs: ms,
    /** Deviation of the logarithms; 0.5 is a moderate tail. */
    sigma: z.number().min(0).max(5),
  }),
]);
export type Duration = z.infer<typeof DurationSchema>;

export const SimulationSchema = z.strictObject({
  duration: DurationSchema,
  /** How long a task is queued first. Default 0. */
  queueMs: ms.optional(),
  /** Share of the tasks that fail in a way that may pass. */
  failureShare: z.number().min(0).max(1).optional(),
  /** Share of the tasks that fail for good (`format_unsupported`). */
  permanentFailureShare: z.number().min(0).max(1).optional(),
  /** How much faster time goes: durations and queueing are divided by it. Default 1. */
  timeScale: z.number().positive().optional(),
});

/** Tasks that end by the clock, without work. */
export type Simulation = z.infer<typeof SimulationSchema>;

/** What `options.simulate` may ask for one task; accepted only by a simulating server. */
export const SimulateSchema = z.strictObject({
  durationMs: ms.optional(),
  queueMs: ms.optional(),
  ending: z.enum(['succeeded', 'failed', 'cancelled', 'never']).optional(),
});
export type Simulate = z.infer<typeof SimulateSchema>;
