import { z } from 'zod';
import { MediaFileSchema } from './media-file.js';

/** One attempt, at the remote service, at a piece of work that a workflow wants once. */
export const OperationSchema = z.object({
  /** Stable across attempts, worker deaths, resets, continue-as-new and redrives. */
  operationId: z.string().min(1),
  /** Counts the remote tasks of this operation from 1. Owned by the workflow. */
  generation: z.number().int().min(1),
  /** When this generation was first scheduled, in ms since the epoch. Says how old the idempotency key may be. */
  startedAt: z.number().int(),
});

/** What a remote task makes. */
const RemoteKindSchema = MediaFileSchema.shape.kind;

/** The first execution of a line of redrives. It is what remote metadata names. */
export const LineageSchema = z.object({ workflowId: z.string(), runId: z.string() });

/**
 * Where the service tells ends of tasks. It holds a token: it is never shown, logged or written to a manifest. Whoever
 * starts the work gives it, and a redrive keeps it: the service refuses a known key with another address.
 */
export const WebhookUrlSchema = z.url({
  protocol: /^https?$/,
  error: 'must be an http:// or https:// URL',
});

/** The input of every activity that carries out a generation. The request body is a pure function of it. */
export const RemoteWorkSchema = z.object({
  operation: OperationSchema,
  /** Name of the Ittybit account. Its key lives only in the worker's environment. */
  account: z.string(),
  /** URL of what to work on. */
  input: z.string(),
  /** What to make, for work that is no stage: a stage has its kind by its name. */
  kind: RemoteKindSchema.optional(),
  /** Options of the remote task; the stage's defaults when absent. */
  options: z.record(z.string(), z.unknown()).optional(),
  /** Destination (`s3://bucket/key`); the service's own store when absent. */
  output: z.string().optional(),
  /** The caller's own keys, echoed by the service. */
  metadata: z.record(z.string(), z.string()).optional(),
  lineage: LineageSchema,
  /** Where the service tells that the task has ended; part of the request, so it never changes. */
  webhookUrl: z.string().optional(),
  /** Known from an earlier run: re-attach to it rather than ask by key. */
  remoteId: z.string().optional(),
});

const times = {
  createdAt: z.number().optional(),
  finishedAt: z.number().optional(),
};

const ended = {
  remoteId: z.string(),
  ...times,
  /** How long throttling held this generation back: the stage's deadline moves on by as much. */
  throttledMs: z.number().optional(),
  /**
   * How many requests to the service this generation took as far as this attempt knows. A page of a list is shared
   * evenly among the tasks that it was read for, so this is a fraction.
   */
  calls: z.number().optional(),
};

export const RemoteErrorSchema = z.object({ kind: z.string().optional(), message: z.string() });

/** How a remote task ended. Returned, never thrown: the workflow's policy decides what follows. */
export const RemoteOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('succeeded'), ...ended, outputUrl: z.string(), file: MediaFileSchema }),
  z.object({ outcome: z.literal('remoteFailed'), ...ended, error: RemoteErrorSchema }),
  z.object({ outcome: z.literal('remoteCancelled'), ...ended, error: RemoteErrorSchema }),
  z.object({ outcome: z.literal('remoteLost'), ...ended, error: RemoteErrorSchema }),
]);

/** What a waiting activity tells in its heartbeats. */
export const RemoteWaitSchema = z.object({
  /** Absent until the service has named the task. */
  remoteId: z.string().optional(),
  waitingFor: z.enum(['remote', 'quota', 'retry']),
  /** When the wait ends by itself, in ms since the epoch, if that is known. */
  until: z.number().optional(),
  /** With `retry`: what the last request came to, without secrets. */
  because: z.string().optional(),
  /** 0 to 100, when the service tells. */
  progress: z.number().optional(),
  /** The service's own word for the state of the task. */
  remoteStatus: z.string().optional(),
  /** How long this generation was held back by throttling so far: its deadline moves on by as much. */
  throttledMs: z.number(),
  /** Since when GET and list have both missed a task that is known to exist. */
  missingSince: z.number().optional(),
});

export const FindRemoteInputSchema = z.object({
  operation: OperationSchema,
  account: z.string(),
  /** The input URL of the remote task; lists are filtered by it. */
  input: z.string(),
});

export const FoundRemoteSchema = z.object({
  remote: z
    .object({
      remoteId: z.string(),
      state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
      outputUrl: z.string().optional(),
    })
    .optional(),
});

export const ProbeAccountInputSchema = z.object({ account: z.string() });

export const AccountProbeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), reason: z.string() }),
]);

export const InspectOutputInputSchema = z.object({ url: z.string(), file: MediaFileSchema });

/** `valid: false` means the file was read and is not what it should be; trouble of transport throws. */
export const OutputInspectionSchema = z.discriminatedUnion('valid', [
  z.object({ valid: z.literal(true), file: MediaFileSchema }),
  z.object({ valid: z.literal(false), reason: z.string() }),
]);
