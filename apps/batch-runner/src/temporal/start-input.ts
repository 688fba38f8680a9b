import type { MediaPipelineInput } from '@org/media-contracts';
import { MediaPipelineInputSchema } from '@org/media-contracts/schemas';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { firstPayload } from './decode.js';
import type { Execution } from './ending.js';
import type { Session } from './session.js';

/** What a run was started with, from the first event of its history: no worker is needed. */
export async function readStartInput(session: Session, execution: Execution): Promise<MediaPipelineInput> {
  const { history } = await session.rpc(() =>
    session.connection.workflowService.getWorkflowExecutionHistory({
      namespace: session.namespace,
      execution,
      maximumPageSize: 1,
    }),
  );
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const input = await firstPayload(session.client, started?.input?.payloads);
  const parsed = MediaPipelineInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new CliError(
    `The input in the history of ${execution.workflowId} cannot be read by this release: ${problems}. ` +
      'Use the release of batch-runner that belongs to the worker.',
    EXIT.failed,
  );
}
