import { z } from 'zod';

/** Whom to tell about the end of a pipeline or a batch. */
export const CallbackRequestSchema = z.object({
  /** https, or http where the operator allows it. */
  url: z.string(),
  /** What to tell; every end when absent. */
  events: z.array(z.string()).optional(),
});

/** What the business knows of a workflow, kept in its memo under {@link MEDIA_MEMO}. Workflows never read it. */
export const WorkflowMemoSchema = z.object({
  tenantId: z.string(),
  /** The API key that started it: limits are per key. Absent when it was started in another way. */
  keyId: z.string().optional(),
  /** Of the HTTP request that started it. */
  requestId: z.string().optional(),
  assetId: z.string().optional(),
  /** The batch that this pipeline is an item of. */
  batchId: z.string().optional(),
  callback: CallbackRequestSchema.optional(),
  /** The caller's own words about it, given back as they are. */
  metadata: z.record(z.string(), z.string()).optional(),
});
