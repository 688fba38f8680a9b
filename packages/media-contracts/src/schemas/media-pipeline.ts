import { z } from 'zod';
import { MediaFileSchema } from './media-file.js';
import {
  LineageSchema,
  OperationSchema,
  RemoteErrorSchema,
  RemoteOutcomeSchema,
  WebhookUrlSchema,
} from './remote-work.js';

const SOURCE_PROTOCOLS = ['http:', 'https:', 's3:'];

/** Where the video is: `http(s)://` or `s3://`, without credentials. */
export const SourceUrlSchema = z.string().check((context) => {
  const problem = sourceProblem(context.value);
  if (problem) context.issues.push({ code: 'custom', message: problem, input: context.value });
});

export const StagePolicyOverridesSchema = z.strictObject({
  generations: z.number().int().min(1).max(20).optional(),
  backoffMs: z.number().int().min(0).optional(),
  backoffCoefficient: z.number().min(1).max(10).optional(),
  waitMs: z.number().int().min(1_000).optional(),
  deadlineMs: z.number().int().min(1_000).optional(),
});

export const StageSettingsSchema = z.strictObject({
  /** False leaves the stage out. Without ingest, the later stages read the source itself. */
  enabled: z.boolean().optional(),
  /** Options of the remote task; they replace the stage's defaults as a whole. */
  options: z.record(z.string(), z.unknown()).optional(),
  policy: StagePolicyOverridesSchema.optional(),
});

const perStage = <T extends z.ZodType>(schema: T) =>
  z.strictObject({ ingest: schema, thumbnails: schema, audio: schema, transcode: schema });

/** What a redrive takes over from the execution it redoes. */
export const InheritedStageSchema = z.object({
  operation: OperationSchema,
  /** What the operation was asked to work on. Of another input, the same key would be refused. */
  input: z.string().optional(),
  remoteId: z.string().optional(),
  /** How the remote task ended, if it has. A success is adopted; anything else gets the next generation. */
  outcome: RemoteOutcomeSchema.optional(),
  /** True when the output was read and found wrong: it is not adopted, and the next generation is due. */
  outputInvalid: z.boolean().optional(),
});

export const RedriveSchema = z.object({
  /** The execution that is redone. */
  of: z.object({ workflowId: z.string(), runId: z.string() }),
  lineage: LineageSchema,
  stages: perStage(InheritedStageSchema.optional()),
});

export const MediaPipelineInputSchema = z.strictObject({
  source: SourceUrlSchema,
  /** Name of the Ittybit account; `default` when absent. */
  account: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use 1 to 63 of a-z, 0-9 and "-", for example "acme-eu"')
    .optional(),
  stages: perStage(StageSettingsSchema.optional()).partial().optional(),
  /** True starts the transcode beside thumbnails and audio instead of after them. */
  transcodeInParallel: z.boolean().optional(),
  /** Folder that outputs are delivered to (`s3://bucket/prefix`); the service's own store when absent. */
  destination: z
    .string()
    .regex(/^s3:\/\/[^/]+(\/.*)?$/, 'must look like s3://bucket/prefix')
    .optional(),
  /** Echoed by the remote service on every task. */
  metadata: z.record(z.string(), z.string()).optional(),
  /** Where the service tells ends of tasks; without it they are found by reading alone. */
  webhookUrl: WebhookUrlSchema.optional(),
  /** False leaves out reading the outputs after each stage. */
  inspectOutputs: z.boolean().optional(),
  /** A worker that is silent for so long is taken for dead. */
  heartbeatTimeoutMs: z.number().int().min(1_000).max(120_000).optional(),
  /** How often a parked pipeline asks by itself whether the account works again. */
  accountProbeMs: z.number().int().min(1_000).optional(),
  /** True when the cluster knows our search attributes; whoever starts the pipeline finds that out. */
  searchAttributes: z.boolean().optional(),
  /** Task queues of the activities, when they are not derived from the workflow's own. */
  taskQueues: z.strictObject({ remote: z.string().optional(), check: z.string().optional() }).optional(),
  redrive: RedriveSchema.optional(),
});

const stageFiles = perStage(MediaFileSchema.optional());

export const MediaPipelineResultSchema = z.object({
  /** Absent, as the others, when the stage was switched off. */
  ingestedUrl: z.string().optional(),
  thumbnailUrl: z.string().optional(),
  audioUrl: z.string().optional(),
  transcodedUrl: z.string().optional(),
  files: stageFiles,
});

export const StageStateSchema = z.enum([
  'pending',
  'disabled',
  'running',
  'waitingForQuota',
  'backingOff',
  'parked',
  'succeeded',
  'failed',
  'timedOut',
  'cancelled',
]);

export const StageStatusSchema = z.object({
  state: StageStateSchema,
  /** When this state began, in ms since the epoch. */
  since: z.number(),
  /** What the stage waits for, in words, when it waits. */
  waitingFor: z.string().optional(),
  /** When the wait ends by itself, if that is known. */
  until: z.number().optional(),
  /** When the stage gives up. */
  deadlineAt: z.number().optional(),
  operation: OperationSchema.optional(),
  /** What the operation was asked to work on. */
  input: z.string().optional(),
  activityId: z.string().optional(),
  remoteId: z.string().optional(),
  outcome: RemoteOutcomeSchema.optional(),
  outputInvalid: z.boolean().optional(),
  /** True when the result comes from the execution that this one redoes. */
  adopted: z.boolean().optional(),
  file: MediaFileSchema.optional(),
  error: z.object({ type: z.string(), message: z.string(), remote: RemoteErrorSchema.optional() }).optional(),
  /** What a cancelled stage left running at the remote service. */
  leftRunning: z.object({ remoteId: z.string(), state: z.string() }).optional(),
});

export const PipelinePhaseSchema = z.enum([
  'running',
  'parked',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
]);

export const PipelineStatusSchema = z.object({
  phase: PipelinePhaseSchema,
  source: z.string(),
  account: z.string(),
  startedAt: z.number(),
  parked: z.object({ reason: z.string(), since: z.number(), nextProbeAt: z.number() }).optional(),
  stages: perStage(StageStatusSchema),
  lineage: LineageSchema,
  redriveOf: z.object({ workflowId: z.string(), runId: z.string() }).optional(),
});

/** The details of a `PipelineFailed` failure: nothing that succeeded is lost. */
export const PipelineFailureDetailsSchema = z.object({
  succeeded: z.array(z.object({ stage: z.string(), outputUrl: z.string() })),
  failed: z.array(
    z.object({
      stage: z.string(),
      type: z.string(),
      message: z.string(),
      generation: z.number().optional(),
      remoteId: z.string().optional(),
    }),
  ),
  /** Stages that never started because what they need had failed. */
  notStarted: z.array(z.string()),
});

function sourceProblem(value: string): string | undefined {
  if (!URL.canParse(value)) return 'not a URL: give http://, https:// or s3://bucket/key';
  const url = new URL(value);
  if (!SOURCE_PROTOCOLS.includes(url.protocol)) {
    return `scheme ${url.protocol}// is not allowed: give http://, https:// or s3://bucket/key`;
  }
  if (url.username || url.password) return 'credentials in the URL are not allowed: use a presigned URL';
  if (!url.hostname) return 'the URL names no host';
  if (url.protocol === 's3:' && url.pathname.length < 2) return 'the s3 URL names no key';
  return undefined;
}
