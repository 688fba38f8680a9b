import { captureLog } from '@org/media-log/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReadinessReport } from './readiness.js';
import {
  HttpListenError,
  startHttpServer,
  type HttpServer,
  type HttpServerOptions,
} from './start-http-server.js';

const servers: HttpServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    report: async () => reportOf(true),
    metrics: async () => 'media_up 1\n',
    logger: captureLog().logger,
    ...options,
  });
  servers.push(server);
  return server;
}

function reportOf(ready: boolean): ReadinessReport {
  return { ready, temporal: { ready: true }, roles: {} };
}

describe('startHttpServer', () => {
  it('says that it is alive, whatever the readiness', async () => {
    const { url } = await start({ report: async () => reportOf(false) });
    const response = await fetch(`${url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { alive: true }]);
  });

  it('answers 503 with the report until it is ready', async () => {
    let ready = false;
    const { url } = await start({ report: async () => reportOf(ready) });
    const before = await fetch(`${url}/readyz`);
    expect([before.status, await before.json()]).toEqual([503, reportOf(false)]);
    ready = true;
    expect((await fetch(`${url}/readyz?verbose`)).status).toBe(200);
  });

  it('serves metrics as Prometheus reads them', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('media_up 1\n');
  });

  it('refuses other paths and methods', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  it('answers 500 and logs why when a page cannot be made', async () => {
    const log = captureLog();
    const { url } = await start({
      logger: log.logger,
      metrics: async () => {
        throw new Error('no metrics');
      },
    });
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect(log.lines()).toEqual([expect.objectContaining({ level: 'error', path: '/metrics' })]);
  });

  it('names the port and the setting when the port is taken', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    const second = start({ port });
    await expect(second).rejects.toBeInstanceOf(HttpListenError);
    await expect(second).rejects.toThrow(`port ${port} of 127.0.0.1 is taken: set WORKER_HTTP_PORT`);
  });

  it('names the host and the setting when this machine does not have it', async () => {
    await expect(start({ host: '203.0.113.7' })).rejects.toThrow(
      /203\.0\.113\.7 is no address .* WORKER_HTTP_HOST/,
    );
  });
});
