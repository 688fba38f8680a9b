import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@org/media-log';
import type { ReadinessReport } from './readiness.js';

export interface HttpServer {
  /** For example `http://127.0.0.1:9465`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly report: () => Promise<ReadinessReport>;
  /** The page of metrics as text. */
  readonly metrics: () => Promise<string>;
  readonly logger: Logger;
}

/** The server could not listen; the message names the setting to change. */
export class HttpListenError extends Error {
  override readonly name = 'HttpListenError';
}

/** Serves `/healthz`, `/readyz` and `/metrics`. @throws {@link HttpListenError} */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void answer(request, response, options);
  });
  server.listen(options.port, options.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new HttpListenError(listenProblem(options, error), { cause: error });
  }
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  try {
    const { status, body } = await pageFor(request.method ?? '', path, options);
    send(response, status, body);
  } catch (error) {
    options.logger.error({ path, err: error }, 'Could not answer a request');
    send(response, 500, { error: 'see the log of the worker' });
  }
}

interface Page {
  readonly status: number;
  readonly body: object | string;
}

async function pageFor(method: string, path: string, options: HttpServerOptions): Promise<Page> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: { error: 'only GET' } };
  if (path === '/healthz') return { status: 200, body: { alive: true } };
  if (path === '/metrics') return { status: 200, body: await options.metrics() };
  if (path !== '/readyz') return { status: 404, body: { error: 'there are /healthz, /readyz and /metrics' } };
  const report = await options.report();
  return { status: report.ready ? 200 : 503, body: report };
}

function send(response: ServerResponse, status: number, body: object | string): void {
  const text = typeof body === 'string';
  // The version is what Prometheus asks for.
  const type = text ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text ? body : `${JSON.stringify(body)}\n`);
}

function listenProblem({ host, port }: HttpServerOptions, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `port ${port} of ${host} is taken: set WORKER_HTTP_PORT to another one, to 0 for any free one, or to off`;
  }
  if (code === 'EACCES')
    return `port ${port} may not be opened by this user: set WORKER_HTTP_PORT above 1023`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine: set WORKER_HTTP_HOST, for example to 0.0.0.0 for all of them`;
  }
  return `could not listen on ${host}:${port}: ${String(error)}; see WORKER_HTTP_HOST and WORKER_HTTP_PORT`;
}
