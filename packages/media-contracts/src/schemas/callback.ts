import { z } from 'zod';

/** The ends that are told. */
export const CallbackEventTypeSchema = z.enum([
  'pipeline.succeeded',
  'pipeline.failed',
  'pipeline.cancelled',
  'batch.completed',
  'batch.stopped',
  'batch.cancelled',
  'batch.failed',
]);

/** The body of a callback (Standard Webhooks). */
export const CallbackEventSchema = z.object({
  type: CallbackEventTypeSchema,
  /** When it happened, ISO 8601. */
  timestamp: z.string(),
  data: z.object({
    id: z.string(),
    state: z.string(),
    metadata: z.record(z.string(), z.string()).optional(),
    /** Of a pipeline, by stage; URLs without their query part. */
    outputs: z.record(z.string(), z.string()).optional(),
    /** Of a batch. */
    counts: z.record(z.string(), z.number()).optional(),
    manifest: z.object({ key: z.string(), sha256: z.string() }).optional(),
    error: z.object({ type: z.string(), message: z.string() }).optional(),
  }),
});

export const DeliverCallbackInputSchema = z.strictObject({
  /** Also the `webhook-id` of every attempt, which is signed with full stops between its parts. */
  callbackId: z.string().regex(/^[\x21-\x2d\x2f-\x7e]{1,200}$/, 'use 1 to 200 visible characters and no "."'),
  /** 0 first, then counted for every time that a person asks for it again. */
  replay: z.number().int().min(0),
  /** Wait before each attempt, in ms; that of the Standard Webhooks specification when absent. */
  scheduleMs: z.array(z.number().int().min(0)).min(1).max(100).optional(),
  /** Replaces the wait before the first attempt. */
  firstDelayMs: z.number().int().min(0).optional(),
  /** A worker that is silent for so long is taken for dead. */
  heartbeatTimeoutMs: z.number().int().min(1_000).max(120_000).optional(),
  /** Task queue of the activities, when it is not derived from the workflow's own. */
  taskQueues: z.strictObject({ callbacks: z.string().optional() }).optional(),
});

export const DeliverCallbackResultSchema = z.object({
  delivered: z.boolean(),
  attempts: z.number(),
  /** Why it was not delivered. */
  reason: z.string().optional(),
});

export const SendCallbackInputSchema = z.object({
  callbackId: z.string(),
  replay: z.number(),
  /** From 1. */
  attempt: z.number(),
  /** Wait before the next attempt, in ms; absent when this is the last one. */
  nextDelayMs: z.number().optional(),
});

/** How an attempt went. `waitMs` is due before the next one. */
export const CallbackSentSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('delivered') }),
  z.object({ state: z.literal('dead'), reason: z.string() }),
  z.object({ state: z.literal('delivering'), reason: z.string(), waitMs: z.number() }),
]);
