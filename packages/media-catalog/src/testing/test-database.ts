import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../embedded.js';

export interface TestDatabase {
  readonly connectionString: string;
  readonly drop: () => Promise<void>;
}

/** The servers that the suite runs on: the embedded one, and that of DATABASE_URL where there is one. */
export function servers(
  databaseUrl: string | undefined,
): readonly (readonly [string, () => Promise<TestDatabase>])[] {
  const given = databaseUrl ? [['DATABASE_URL', () => onGiven(databaseUrl)] as const] : [];
  return [['the embedded server', onEmbedded], ...given];
}

export async function onEmbedded(): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'media-catalog-'));
  const server = await startEmbeddedPostgres({ dataDir, port: await freePort() });
  return {
    connectionString: server.connectionString,
    drop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A database of its own, so that what else is on the server is left alone. */
async function onGiven(url: string): Promise<TestDatabase> {
  const name = `media_test_${randomBytes(6).toString('hex')}`;
  await execute(url, `create database ${name}`);
  return {
    connectionString: Object.assign(new URL(url), { pathname: `/${name}` }).href,
    drop: () => execute(url, `drop database ${name} with (force)`),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function execute(connectionString: string, query: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(query);
  } finally {
    await client.end();
  }
}
