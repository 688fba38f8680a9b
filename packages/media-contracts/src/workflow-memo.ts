import type { z } from 'zod';
import type * as schemas from './schemas/workflow-memo.js';

export type CallbackRequest = z.infer<typeof schemas.CallbackRequestSchema>;
export type WorkflowMemo = z.infer<typeof schemas.WorkflowMemoSchema>;

/** The name of the memo field that holds a {@link WorkflowMemo}. */
export const MEDIA_MEMO = 'media';
