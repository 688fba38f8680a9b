import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { toCatalogError } from './catalog-error.js';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const MIGRATION_LOCK = 7_025_112_702;

/**
 * Brings the schema up to date. Any number of processes may call it at once: the migrator itself takes no lock, so
 * each waits for ours, on the one connection that then migrates.
 */
export async function migrateCatalog({
  connectionString,
}: {
  readonly connectionString: string;
}): Promise<void> {
  const client = new Client({ connectionString });
  // A server that dies meanwhile is told by the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  } catch (error) {
    throw toCatalogError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
