import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServerUser } from './server-user.js';

const execute = promisify(execFile);

/** Runs a program of the server to its end. Rejects with what it said. */
export async function runOnce(
  program: string,
  args: readonly string[],
  { user, signal }: { readonly user: ServerUser | undefined; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  try {
    await execute(program, [...args], {
      // Not ours: the server's user may not be allowed to enter it.
      cwd: '/',
      env: SERVER_ENV,
      ...(signal && { signal }),
      ...(user && { uid: user.uid, gid: user.gid }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`${program} failed: ${said || String(error)}`, { cause: error });
  }
}

/** Nothing of our own environment: neither settings for clients of PostgreSQL nor secrets are for the server. */
export const SERVER_ENV = { LC_ALL: 'C' };
