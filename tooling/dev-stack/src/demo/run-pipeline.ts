import type { MediaPipelineResult, PipelineFailureDetails } from '@org/media-contracts';
import { appEnv } from '../app-env.ts';
import { batchRunner } from '../batch-runner.ts';
import { Failure } from '../failure.ts';
import { runForeground } from '../run-foreground.ts';
import type { StackAddresses } from '../stack-record.ts';

/** The last line of `batch-runner pipeline run --follow --json`. */
export interface PipelineAnswer {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: string;
  readonly result?: MediaPipelineResult;
  readonly failure?: {
    readonly type: string;
    readonly message: string;
    readonly details?: PipelineFailureDetails;
  };
}

/** batch-runner's exit code for a pipeline that does not exist. */
const NOT_FOUND = 4;

/** Starts a pipeline and follows it to its end; its progress goes to our stderr. */
export async function runPipeline(
  addresses: StackAddresses,
  workflowId: string,
  source: string,
): Promise<PipelineAnswer> {
  const { answer, code } = await batch(addresses, ['run', source, '--id', workflowId, '--follow']);
  if (answer?.state === undefined)
    throw new Failure(
      `batch-runner ended with exit code ${code} and did not say how the pipeline ${workflowId} went; its message is above.`,
    );
  return answer;
}

/** Follows a pipeline that an earlier demo began; undefined if Temporal does not know it. */
export async function followPipeline(
  addresses: StackAddresses,
  workflowId: string,
): Promise<PipelineAnswer | undefined> {
  const { answer, code } = await batch(addresses, ['follow', workflowId]);
  if (code === NOT_FOUND) return undefined;
  if (answer?.state === undefined)
    throw new Failure(
      `batch-runner ended with exit code ${code} while it followed ${workflowId}; its message is above.`,
    );
  return answer;
}

async function batch(
  addresses: StackAddresses,
  args: readonly string[],
): Promise<{ answer?: PipelineAnswer; code: number }> {
  let last = '';
  const code = await runForeground({
    command: process.execPath,
    args: [batchRunner, 'pipeline', ...args, '--json'],
    env: { ...appEnv(addresses), NODE_OPTIONS: '' },
    onLine: (line) => (last = line),
  });
  try {
    return { answer: JSON.parse(last) as PipelineAnswer, code };
  } catch {
    return { code };
  }
}
