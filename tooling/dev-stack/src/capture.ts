import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What a short-lived command prints on stdout, or undefined if it is not there or fails. */
export async function capture(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await execute(command, args, { timeout: 30_000, maxBuffer: 16 * 1024 * 1024 })).stdout;
  } catch {
    return undefined;
  }
}
