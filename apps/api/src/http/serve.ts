import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Api } from '../create-api.js';

/** A client that sends its headers, or its whole request, more slowly is cut off. In ms. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 60_000;

export interface HttpServer {
  /** For example `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes nothing new, lets what is under way end for so long, and cuts off the rest. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** @throws an error that names the setting to change, when it cannot listen there */
export async function serve(
  { app }: Pick<Api, 'app'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.headersTimeout = HEADERS_WITHIN_MS;
  server.requestTimeout = REQUEST_WITHIN_MS;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`cannot listen on ${host}:${port} (${String(error)}): see API_HOST and API_PORT`, {
      cause: error,
    });
  }
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async (graceMs) => {
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        server.closeAllConnections();
      }, graceMs);
      if (server.listening || (await connectionsOf(server)) > 0) await once(server, 'close');
      clearTimeout(timer);
    },
  };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => {
      resolve(count);
    });
  });
}
