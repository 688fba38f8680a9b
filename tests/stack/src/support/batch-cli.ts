import { spawn } from 'node:child_process';
import { batchRunner } from '@org/dev-stack';
import type { JsonAnswer, Stack } from '@org/tests-harness';

/** A `batch-runner … --json` that runs. */
interface RunningCli {
  /** What it has said on stderr so far. */
  readonly news: () => string;
  /** What a person does with Ctrl-C. */
  readonly interrupt: () => void;
  readonly answer: Promise<JsonAnswer>;
}

/** Starts `batch-runner <args> --json`, with something on its standard input if it reads that. */
export function startCli(
  { workerEnv }: Stack,
  args: readonly string[],
  input: string | Uint8Array = '',
): RunningCli {
  const child = spawn(process.execPath, [batchRunner, ...args, '--json'], {
    env: { ...process.env, ...workerEnv, NODE_OPTIONS: '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // Whoever does not read its standard input may end before all of it is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const answer = new Promise<JsonAnswer>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const last = stdout.trim().split('\n').at(-1);
      if (code === null || !last)
        reject(new Error(`batch-runner ${args.join(' ')} ended with ${signal}: ${stderr}`));
      else resolve({ exitCode: code, stdout, stderr, json: JSON.parse(last) as Record<string, unknown> });
    });
  });
  return { news: () => stderr, interrupt: () => child.kill('SIGINT'), answer };
}
