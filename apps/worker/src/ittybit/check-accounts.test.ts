import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { captureLog, type CapturedLog } from '@org/media-log/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEnv } from '../env.js';
import { createMetrics } from '../metrics/create-metrics.js';
import { checkAccounts } from './check-accounts.js';
import { createAccounts } from './create-accounts.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A service that accepts one key. */
async function startService(): Promise<string> {
  const server = createServer((request, response) => {
    const accepted = request.headers.authorization === 'Bearer good';
    response.writeHead(accepted ? 200 : 401, { 'content-type': 'application/json' });
    response.end(accepted ? '[]' : '{"error":{"code":"token_invalid","message":"no"}}');
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function check(
  environment: Record<string, string>,
  signal = new AbortController().signal,
): Promise<CapturedLog> {
  const log = captureLog();
  const metrics = createMetrics().activities;
  const accounts = createAccounts(parseEnv(environment), { logger: log.logger, metrics });
  await checkAccounts(accounts, log.logger, signal);
  return log;
}

describe('checkAccounts', () => {
  it('says loudly that the default account has no key, and which setting it lacks', async () => {
    const log = await check({});
    expect(log.lines()).toEqual([
      expect.objectContaining({
        level: 'error',
        setting: 'ITTYBIT_API_KEY',
        msg: expect.stringContaining('will park') as string,
      }),
    ]);
  });

  it('tells a key that is accepted from one that is refused', async () => {
    const log = await check({
      ITTYBIT_BASE_URL: await startService(),
      ITTYBIT_API_KEY: 'good',
      ITTYBIT_API_KEY_ACME_EU: 'wrong',
    });
    expect(log.lines().find(({ account }) => account === 'default')).toMatchObject({ level: 'info' });
    expect(log.lines().find(({ account }) => account === 'acme-eu')).toMatchObject({
      level: 'error',
      setting: 'ITTYBIT_API_KEY_ACME_EU',
      msg: expect.stringContaining('refuses') as string,
    });
    expect(log.text()).not.toContain('wrong');
  });

  it('only warns when the service cannot be asked', async () => {
    const log = await check({ ITTYBIT_BASE_URL: 'http://127.0.0.1:1', ITTYBIT_API_KEY: 'good' });
    expect(log.lines()).toEqual([expect.objectContaining({ level: 'warn', account: 'default' })]);
  });

  it('says nothing when the worker ends meanwhile', async () => {
    const environment = { ITTYBIT_BASE_URL: await startService(), ITTYBIT_API_KEY: 'good' };
    expect((await check(environment, AbortSignal.abort())).lines()).toEqual([]);
  });
});
