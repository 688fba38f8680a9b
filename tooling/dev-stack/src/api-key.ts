import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dataDir } from './paths.ts';
import { apiProgram } from './start-api.ts';

/** The tenant of a development stack: what is started without the API belongs to it, too. */
export const DEV_TENANT = 'dev';

/** What a key may do, where that is not the API's default. */
export interface ApiKeyLimits {
  readonly requestsPerSecond?: number;
  readonly runningPipelines?: number;
  readonly queuedItems?: number;
}

/** Makes a key of a tenant with the API's own command, which prints it once. */
export function createApiKey(databaseUrl: string, tenant: string, limits: ApiKeyLimits = {}): string {
  const output = execFileSync(
    process.execPath,
    [
      ...[apiProgram, 'keys', 'create', '--tenant', tenant, '--name', 'made by ./dev', '--json'],
      ...flagsOf(limits),
    ],
    { env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: databaseUrl }, encoding: 'utf8' },
  );
  return (JSON.parse(output) as { key: string }).key;
}

function flagsOf({ requestsPerSecond, runningPipelines, queuedItems }: ApiKeyLimits): string[] {
  const flags = {
    '--requests-per-second': requestsPerSecond,
    '--running-pipelines': runningPipelines,
    '--queued-items': queuedItems,
  };
  return Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]));
}

/** Sees to it that this clone has a key that its API takes: the database may be another one than last time. */
export async function keepDevApiKey({
  databaseUrl,
  apiUrl,
}: {
  readonly databaseUrl: string;
  readonly apiUrl: string;
}): Promise<void> {
  if (existsSync(devApiKeyFile()) && (await isTaken(devApiKey(), apiUrl))) return;
  mkdirSync(dirname(devApiKeyFile()), { recursive: true });
  writeFileSync(devApiKeyFile(), createApiKey(databaseUrl, DEV_TENANT), { mode: 0o600 });
}

async function isTaken(key: string, apiUrl: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${key}` };
  const { status } = await fetch(`${apiUrl}/v1/pipelines?limit=1`, { headers, method: 'HEAD' });
  return status !== 401;
}

/** The key of this clone's stack. */
export function devApiKey(): string {
  return readFileSync(devApiKeyFile(), 'utf8').trim();
}

/** Readable by this user only. */
export function devApiKeyFile(): string {
  return resolve(dataDir, 'api.key');
}
