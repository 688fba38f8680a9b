import { execFile } from 'node:child_process';
import { batchRunner } from '@org/dev-stack';
import type { Stack } from './stack.ts';

export interface CliAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface JsonAnswer extends CliAnswer {
  /** The last line of stdout. */
  readonly json: Record<string, unknown>;
}

/** Runs `batch-runner <args>` as a person would who has the settings of this stack, or others laid over them. */
export function callBatchRunner(
  stack: Pick<Stack, 'workerEnv'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliAnswer> {
  const settings = { ...process.env, ...stack.workerEnv, NODE_OPTIONS: '', ...env };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [batchRunner, ...args], { env: settings }, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
      else reject(new Error(`batch-runner ${args.join(' ')} gave no exit code: ${stderr}`, { cause: error }));
    });
  });
}

/** The same with `--json`. */
export async function runBatchRunner(
  ...[stack, args, env]: Parameters<typeof callBatchRunner>
): Promise<JsonAnswer> {
  const answer = await callBatchRunner(stack, [...args, '--json'], env);
  const last = answer.stdout.trim().split('\n').at(-1);
  if (!last) throw new Error(`batch-runner ${args.join(' ')} gave no answer: ${answer.stderr}`);
  return { ...answer, json: JSON.parse(last) as Record<string, unknown> };
}
