import { Client } from 'pg';
import { CatalogError, toCatalogError } from '../catalog-error.js';
import { connectionConfig } from '../database.js';

/** Any number that nobody else locks: "projector" read as a number would do as well. */
const PROJECTOR_LOCK = 7_025_112_701;

/**
 * Runs `work` while this process holds the lock, which is that of a connection: whoever loses the connection has lost
 * the lock, and is told by its signal before another one can have begun for long.
 */
export async function asOnlyOne<T>(
  connectionString: string,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const client = new Client(connectionConfig(connectionString));
  const lost = new AbortController();
  const lose = (error?: Error): void => {
    lost.abort(new CatalogError('unavailable', 'the connection that holds the lock ended', { cause: error }));
  };
  client.on('error', lose);
  client.on('end', () => {
    lose();
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      PROJECTOR_LOCK,
    ]);
    if (rows[0]?.locked !== true) return undefined;
    return await work(AbortSignal.any([signal, lost.signal]));
  } catch (error) {
    throw lost.signal.aborted || !isOurs(error) ? toCatalogError(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What `work` throws is passed on as it is. */
function isOurs(error: unknown): boolean {
  return !(error instanceof Error && 'severity' in error) && toCatalogError(error).code === 'unknown';
}
