import type { BatchFanOutInput, MediaPipelineInput } from '@org/media-contracts';
import { BatchFanOutInputSchema, MediaPipelineInputSchema } from '@org/media-contracts/schemas';
import type { z } from 'zod';
import { ControlError } from '../control-error.js';
import { firstPayload } from './decode.js';
import type { Execution } from './execution.js';
import type { TemporalSession } from './temporal-session.js';

/** What a pipeline was started with, from the first event of its history: no worker is needed. */
export function readStartInput(session: TemporalSession, execution: Execution): Promise<MediaPipelineInput> {
  return readInput(session, execution, MediaPipelineInputSchema);
}

/** The same of a batch. Each of its runs was given what its starter said, and what the run before it left. */
export function readBatchInput(session: TemporalSession, execution: Execution): Promise<BatchFanOutInput> {
  return readInput(session, execution, BatchFanOutInputSchema);
}

async function readInput<T>(
  session: TemporalSession,
  execution: Execution,
  schema: z.ZodType<T>,
): Promise<T> {
  const { history } = await session.rpc(() =>
    session.connection.workflowService.getWorkflowExecutionHistory({
      namespace: session.namespace,
      execution,
      maximumPageSize: 1,
    }),
  );
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const input = await firstPayload(session.client, started?.input?.payloads);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new ControlError(
    'unreadable',
    `The input in the history of ${execution.workflowId} cannot be read by this release: ${problems}. ` +
      'Use the release that belongs to the worker.',
    { facts: { ...execution } },
  );
}
