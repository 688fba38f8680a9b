import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { toCatalogError } from './catalog-error.js';

export type Database = NodePgDatabase;

/** The pool, and drizzle over it. */
export interface Connections {
  readonly pool: Pool;
  readonly db: Database;
}

/** A statement that takes longer holds up others: no query of the catalog is meant to. In ms. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** How long a caller waits for a connection of the pool. In ms. */
const CONNECT_TIMEOUT_MS = 5_000;

export function connectionConfig(connectionString: string): PoolConfig {
  return {
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // Where the connection is dead, the server cannot end the statement.
    query_timeout: STATEMENT_TIMEOUT_MS + CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}

export function openConnections(options: {
  readonly connectionString: string;
  readonly poolSize: number;
  readonly onError: (error: Error) => void;
}): Connections {
  const pool = new Pool({ ...connectionConfig(options.connectionString), max: options.poolSize });
  // Without listeners a server that dies would end the process, be the client idle or in use.
  pool.on('error', options.onError);
  pool.on('connect', (client: PoolClient) => {
    client.on('error', options.onError);
  });
  return { pool, db: drizzle(pool) };
}

/** Runs queries, and makes whatever they reject with a `CatalogError`. */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toCatalogError(error);
  }
}
