import { execFile } from 'node:child_process';
import { batchRunner } from '@org/dev-stack';
import type { Stack } from '@org/tests-harness';

interface CliAnswer {
  readonly exitCode: number;
  readonly stderr: string;
  /** The last line of stdout. */
  readonly json: Record<string, unknown>;
}

/** Runs `batch-runner <args> --json` as a person would against this stack. */
export function runBatchRunner(stack: Stack, args: readonly string[]): Promise<CliAnswer> {
  const { TEMPORAL_ADDRESS, TASK_QUEUE } = stack.workerEnv;
  const env = { ...process.env, TEMPORAL_ADDRESS, TASK_QUEUE, NODE_OPTIONS: '' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [batchRunner, ...args, '--json'], { env }, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      const last = stdout.trim().split('\n').at(-1);
      if (typeof exitCode !== 'number' || !last) {
        reject(new Error(`batch-runner ${args.join(' ')} gave no answer: ${stderr}`, { cause: error }));
        return;
      }
      resolve({ exitCode, stderr, json: JSON.parse(last) as Record<string, unknown> });
    });
  });
}

/** What `pipeline status` says that a stage waits for. */
export async function waitOf(
  stack: Stack,
  workflowId: string,
  stage: string,
): Promise<Record<string, unknown> | undefined> {
  const { json } = await runBatchRunner(stack, ['pipeline', 'status', workflowId]);
  const { stages } = json['status'] as { stages: Record<string, { wait?: Record<string, unknown> }> };
  return stages[stage]?.wait;
}
